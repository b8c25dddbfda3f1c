// Pasting from Word, Google Docs or a web page: the formatting, with its images, is sent beside the plain words.
"use strict";

(() => {
  const box = document.querySelector("[data-paste]");
  const text = box.querySelector("textarea");
  const formatted = box.querySelector("input[type=file]");
  const status = box.querySelector("[role=status]");

  const forget = (said) => {
    if (formatted.files.length) {
      formatted.value = "";
      status.textContent = said;
    }
  };

  text.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!html || text.value.trim()) {
      return; // into a text that is there already, the plain words go where the cursor is
    }
    const sent = new DataTransfer();
    sent.items.add(new File([html], "pasted.html", { type: "text/html" }));
    formatted.files = sent.files;
    // The browser puts the words in after this event, which is no change by hand.
    setTimeout(() => {
      status.textContent =
        "Headings, lists, links and images come along as you pasted them. Change the words here, and the plain words alone count.";
      text.addEventListener("input", () => forget("You changed the words: they are read as plain text."), { once: true });
    });
  });
})();

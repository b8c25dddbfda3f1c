"use strict";
// Each text field with its toolbar, its preview and its pasting; also those of rows that are added later.
(function (editor) {
  const started = new WeakSet();

  function start(box) {
    // A row that Django keeps to copy from is no field of the form.
    if (started.has(box) || box.closest(".empty-form")) {
      return;
    }
    started.add(box);
    editor.toolbar(box);
    editor.citing(box);
    editor.pasting(box);
    editor.preview(box);
  }

  function startAll(root) {
    root.querySelectorAll(".editor").forEach(start);
  }

  document.addEventListener("DOMContentLoaded", () => startAll(document));
  document.addEventListener("formset:added", (event) => startAll(event.target));
})((window.clinicEditor = window.clinicEditor || {}));

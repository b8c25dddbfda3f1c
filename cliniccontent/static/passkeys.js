"use strict";
// Passkeys: asked for beside the password, and added. Where the browser has none, nothing of it is shown.
(function () {
  const REFUSED = "The passkey was not used. Try again, or type a code.";
  const NOT_ADDED = "No passkey was made. Try again.";
  const LATE = "The site could not be reached, or you are signed out. Try again.";

  const isAddress = /^[\d.]+$|:/.test(location.hostname.replace(/^\[|\]$/g, "")); // a passkey belongs to a name
  const able = window.isSecureContext && Boolean(window.PublicKeyCredential) && !isAddress;

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (character) => character.charCodeAt(0));
  }

  function text(buffer) {
    const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  async function options(url, form, fields) {
    const body = new FormData();
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const response = await fetch(url, { method: "POST", body, headers, redirect: "error" });
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (!isJson) {
      throw new Error(LATE);
    }
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(answer.error);
    }
    const asked = answer.publicKey;
    asked.challenge = bytes(asked.challenge);
    [asked.user, ...(asked.allowCredentials || []), ...(asked.excludeCredentials || [])]
      .filter(Boolean)
      .forEach((item) => {
        item.id = bytes(item.id);
      });
    return { publicKey: asked };
  }

  function written(credential) {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
      .filter((name) => credential.response[name])
      .forEach((name) => {
        response[name] = text(credential.response[name]);
      });
    return JSON.stringify({ id: credential.id, rawId: credential.id, type: credential.type, response });
  }

  function said(problem, otherwise) {
    // The browser's own errors speak to programmers.
    return problem instanceof DOMException ? otherwise : problem instanceof TypeError ? LATE : problem.message;
  }

  function asking(box) {
    const form = box.closest("form");
    const line = box.querySelector(".passkey");
    const status = box.querySelector(".passkey-status");
    const assertion = box.querySelector('input[type="hidden"]');
    line.hidden = false;
    line.querySelector("button").addEventListener("click", async () => {
      status.textContent = "";
      try {
        const wanted = await options(box.dataset.passkeyUrl, form, { bound_to: box.dataset.boundTo });
        assertion.value = written(await navigator.credentials.get(wanted));
      } catch (problem) {
        status.textContent = said(problem, REFUSED);
        return;
      }
      if ("sends" in box.dataset) {
        form.requestSubmit();
      } else {
        status.textContent = "Your passkey answered. It holds for five minutes: go on with the button below.";
      }
    });
  }

  function adding(form) {
    const status = form.querySelector(".adding-status");
    if (!able) {
      document.querySelector(".no-passkeys").hidden = false;
      return;
    }
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) {
        return;
      }
      event.preventDefault();
      status.textContent = "";
      try {
        const wanted = await options(form.dataset.addingUrl, form, {});
        form.elements.credential.value = written(await navigator.credentials.create(wanted));
      } catch (problem) {
        status.textContent = said(problem, NOT_ADDED);
        return;
      }
      form.requestSubmit();
    });
  }

  if (window.passkeysAreReady) {
    return; // two forms on one page each bring this script
  }
  window.passkeysAreReady = true;
  if (able) {
    document.querySelectorAll(".second-factor").forEach(asking);
  }
  document.querySelectorAll("form[data-adding-url]").forEach(adding);
})();

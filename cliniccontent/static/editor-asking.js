"use strict";
// Questions of the editor to the server. An answer is JSON, or there is none: a page is never taken for one.
(function (editor) {
  const SIGNED_OUT = "You are signed out. Your text is kept here: sign in in another tab, then go on.";
  const UNREACHABLE = "The site cannot be reached. Your text is kept here.";
  const BROKEN = "The site could not answer this. Your text is kept here.";
  let token = "";

  async function read(response) {
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    return isJson ? response.json() : null;
  }

  // What the server said to a POST: {data} where it did as asked, {status, said} where it did not. Never throws.
  // `signal` may end the waiting. After another log-in the server names the token that holds now, once.
  async function ask(form, address, body, signal) {
    const send = () => {
      body.delete("csrfmiddlewaretoken");
      const headers = { "X-CSRFToken": token || form.elements.csrfmiddlewaretoken.value, Accept: "application/json" };
      return fetch(address, { method: "POST", body, headers, signal, redirect: "error" });
    };
    try {
      let response = await send();
      let data = await read(response);
      if (response.status === 403 && data && data.token) {
        token = data.token;
        response = await send();
        data = await read(response);
      }
      if (response.ok && data) {
        return { data };
      }
      const said = data ? data.error : response.status === 401 || response.redirected ? SIGNED_OUT : BROKEN;
      return { status: response.status, said };
    } catch {
      return { status: 0, said: UNREACHABLE };
    }
  }

  // Say something where it is read out, and never the same thing twice in a row.
  function say(status, words) {
    if (status.textContent !== words) {
      status.textContent = words;
    }
  }

  editor.ask = ask;
  editor.say = say;
})((window.clinicEditor = window.clinicEditor || {}));

// What plain HTML cannot do; every page also works without it.

import { parsed, part, sent } from "./session.js";

// A deed that cannot be taken back is asked about first.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const words = event.submitter?.dataset.sure ?? event.target.dataset.sure;
  if (words && !window.confirm(words)) event.preventDefault();
});

// "/" goes to the search field, as people who work here all day expect.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing) {
    const search = document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
});

// On a narrow page the menu is one line: the place one is at stands in view.
const menu = document.querySelector(".side nav");
const here = /** @type {HTMLElement | null} */ (menu?.querySelector("[aria-current]"));
if (menu && here) menu.scrollLeft = here.offsetLeft - menu.clientWidth / 2 + here.offsetWidth / 2;

/** What is wrong is also said beside the field it is about. @param {HTMLFormElement} form @param {HTMLElement} advice */
function beside(form, advice) {
  for (const error of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".error"))) {
    error.hidden = true;
    error.textContent = "";
    document.getElementById(error.id.replace("e-", "f-"))?.removeAttribute("aria-invalid");
  }
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (advice.querySelectorAll("[data-path]"))) {
    const error = document.getElementById(`e-${link.dataset.path}`);
    if (!error) continue;
    error.hidden = false;
    error.textContent = link.dataset.words ?? "";
    const field = document.getElementById(`f-${link.dataset.path}`);
    if (field?.matches("input, select, textarea")) field.setAttribute("aria-invalid", "true");
  }
}

/** An entry being written: saved at every pause, with help that keeps up. @param {HTMLFormElement} form */
function entry(form) {
  const saved = document.getElementById("saved");
  const advice = document.getElementById("advice");
  const version = /** @type {HTMLInputElement} */ (form.elements.namedItem("version"));
  let waiting = 0;
  let busy = false;
  let dirty = false;
  /** @type {(() => void) | null} */
  let after = null; // a button pressed while a save was under way: it would carry a version that is no more
  let stopped = false; // somebody else saved: nothing is sent until a person has decided
  let refused = false; // the last save was: the next waits longer

  async function save() {
    if (busy || !dirty || stopped || !saved) return;
    busy = true;
    dirty = false;
    try {
      const answer = await part(form.dataset.save ?? "", form);
      const words = await answer.text();
      refused = !answer.ok;
      if (answer.ok) {
        saved.innerHTML = words;
        version.value = saved.querySelector("[data-version]")?.getAttribute("data-version") ?? version.value;
        for (const each of document.querySelectorAll("input[name=version]"))
          /** @type {HTMLInputElement} */ (each).value = version.value; // giving up and the like, beside the entry
      } else if (answer.status === 409) {
        stopped = true;
        saved.innerHTML = words;
        saved.scrollIntoView({ block: "center" });
      } else {
        dirty = true;
        const page = parsed(words);
        saved.textContent = page.querySelector("[role=alert]")?.textContent ?? "没有保存，稍后会再试。";
      }
    } catch {
      dirty = true;
      saved.textContent = "网络不通，还没有保存；恢复后会自动保存，请不要关闭页面。";
      window.setTimeout(save, 5000);
    }
    busy = false;
    if (after) {
      const go = after;
      after = null;
      go();
    } else if (dirty && !stopped) schedule();
  }

  async function help() {
    if (!advice) return;
    try {
      const answer = await part(form.dataset.help ?? "", form);
      if (!answer.ok) return;
      advice.innerHTML = await answer.text();
      beside(form, advice);
    } catch {
      // the help comes with the next pause
    }
  }

  function schedule() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(
      async () => {
        await save();
        await help();
      },
      refused ? 5000 : 1200,
    );
  }

  form.addEventListener("input", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.name === "words" || field.name === "reason") return;
    dirty = true;
    schedule();
  });
  form.addEventListener("submit", (event) => {
    window.clearTimeout(waiting);
    if (busy) {
      event.preventDefault();
      const pressed = /** @type {HTMLElement | null} */ (event.submitter);
      after = () => form.requestSubmit(pressed);
      return;
    }
    dirty = false;
  });
  window.addEventListener("focus", save); // back from logging in at another tab
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      dirty = true;
      save();
    }
  });
  form.addEventListener("click", async (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    const { over, suggest, add } = button.dataset;
    if (over) {
      version.value = over;
      stopped = false;
      dirty = true;
      save();
    } else if (suggest) {
      const target = document.getElementById("suggested");
      const answer = await part(suggest, form);
      if (answer.ok && target) target.innerHTML = await answer.text();
    } else if (add) {
      const similar = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("similar"));
      similar.value = `${similar.value.trimEnd()}\n${add}`.trimStart();
      button.closest("li")?.remove();
      dirty = true;
      schedule();
    }
  });
}

const writing = /** @type {HTMLFormElement | null} */ (document.getElementById("entry"));
if (writing) entry(writing);

// Something that goes on on the server: asked for again until it says it is over.
async function follow() {
  const going = /** @type {HTMLElement | null} */ (document.querySelector("[data-poll]"));
  if (!going) return;
  try {
    const answer = await fetch(going.dataset.poll ?? "", { headers: { "X-Part": "1" }, credentials: "same-origin" });
    if (answer.ok) going.outerHTML = await answer.text();
  } catch {
    // the next time
  }
  window.setTimeout(follow, 600);
}
follow();

// A sheet is checked and imported without choosing the file a second time.
const sheet = /** @type {HTMLFormElement | null} */ (document.getElementById("sheet"));
sheet?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const pressed = /** @type {HTMLButtonElement} */ (event.submitter);
  const result = document.getElementById("result");
  const send = () => {
    const body = new FormData(sheet);
    body.set("dry", pressed.value);
    return fetch(sheet.action, { method: "POST", body, headers: { "X-Part": "1" }, credentials: "same-origin" });
  };
  pressed.disabled = true;
  if (result) result.textContent = "正在读取……";
  try {
    const answer = await sent(send);
    const words = await answer.text();
    const page = parsed(words);
    if (result && answer.status === 413) result.textContent = "文件太大，最多 20 MB，请分开导入。";
    else if (result) result.replaceChildren(...(words.startsWith("<!doctype") ? page.querySelectorAll("[role=alert]") : page.body.childNodes));
  } catch {
    if (result) result.textContent = "文件没有传上去，请检查网络，或确认文件不超过 20 MB。";
  }
  pressed.disabled = false;
});

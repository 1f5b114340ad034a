// The desk keeps itself up to date; without scripts every deed works, and a reload shows what is new.

import { parsed, part } from "./session.js";

const QUEUE_MS = 3000;
const CHAT_MS = 1500;
const LIVE = { headers: { "X-Part": "1", "X-Live": "1" }, credentials: /** @type {RequestCredentials} */ ("same-origin") };

const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));
const title = document.title;

/** The queue, drawn again when it has changed; the button that had the focus keeps it. */
async function followQueue() {
  let before = "";
  for (;;) {
    const queue = document.getElementById("desk-queue");
    if (!queue) return;
    try {
      const answer = await fetch(queue.dataset.live ?? "", LIVE);
      if (answer.status === 401) return location.reload();
      const html = await answer.text();
      if (answer.ok && html !== before) {
        before = html;
        const focused = document.activeElement?.id;
        const fresh = parsed(html).getElementById("desk-queue");
        if (fresh) queue.replaceWith(fresh);
        if (focused) document.getElementById(focused)?.focus();
        const waiting = Number(fresh?.dataset.waiting ?? 0);
        document.title = waiting ? `（${waiting}）${title}` : title;
      }
    } catch {
      // the network is away; the next look tells
    }
    await pause(QUEUE_MS);
  }
}

/** @param {HTMLElement} log */
async function followChat(log) {
  const typing = document.getElementById("desk-typing");
  log.scrollTop = log.scrollHeight;
  void suggest();
  for (;;) {
    await look(log, typing);
    await pause(CHAT_MS);
  }
}

let looking = Promise.resolve();

/** New lines are added once each, however often it is asked. @param {HTMLElement} log @param {HTMLElement | null} typing */
function look(log, typing) {
  looking = looking.then(async () => {
    try {
      const answer = await fetch(`${log.dataset.live}?after=${log.dataset.last}`, LIVE);
      const text = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("text"));
      // What is being written stays; sending it says why it cannot be sent.
      if ((answer.status === 401 || answer.status === 403) && !text?.value) return location.reload();
      if (!answer.ok) return;
      const page = parsed(await answer.text());
      const live = page.getElementById("desk-live");
      const lines = page.querySelector("ol");
      if (!live || !lines) return;
      const items = [...lines.children];
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
      log.querySelector("ol")?.append(...items);
      log.dataset.last = lines.dataset.last;
      if (items.length && atEnd) log.scrollTop = log.scrollHeight;
      if (items.some((item) => item.classList.contains("citizen"))) void suggest();
      if (typing) typing.textContent = page.querySelector("[data-typing]")?.textContent ?? "";
      // Somebody else's doing: what can be done here is no longer the same.
      if (live.dataset.stage !== log.dataset.stage && !text?.value) location.reload();
    } catch {
      // the network is away; the next look tells
    }
  });
  return looking;
}

async function suggest() {
  const part = document.getElementById("desk-suggest");
  if (!part) return;
  try {
    const answer = await fetch(part.dataset.part ?? "", LIVE);
    if (answer.ok) part.replaceChildren(...parsed(await answer.text()).body.childNodes);
  } catch {
    // with the next words of the citizen
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {HTMLFormElement} form @param {HTMLElement} log */
function talking(form, log) {
  const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const key = /** @type {HTMLInputElement} */ (form.elements.namedItem("key"));
  const wrong = document.getElementById("say-error");
  const button = form.querySelector("button");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!text.value.trim() || button?.disabled) return;
    if (button) button.disabled = true;
    let words = "";
    try {
      const answer = await part(form.action, form);
      if (answer.ok) {
        text.value = "";
        key.value = newKey();
      } else {
        words = parsed(await answer.text()).querySelector("[role=alert]")?.textContent ?? "没有发出，请再试一次。";
      }
    } catch {
      words = "网络不通，没有发出；恢复后请再按发送，不会重复。"; // the key stays the same
    }
    if (wrong) {
      wrong.textContent = words;
      wrong.hidden = !words;
    }
    if (button) button.disabled = false;
    text.focus();
    await look(log, document.getElementById("desk-typing"));
  });

  let told = 0; // when the citizen was last told that somebody writes
  text.addEventListener("input", () => {
    if (!text.value || Date.now() - told < 3000) return;
    told = Date.now();
    const csrf = /** @type {HTMLInputElement} */ (form.elements.namedItem("csrf")).value;
    const body = new URLSearchParams({ csrf });
    fetch(form.action.replace(/say$/, "typing"), { method: "POST", body, ...LIVE }).catch(() => {});
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  /** @param {string | undefined} id of the element whose words are put in */
  function put(id) {
    const words = id && document.getElementById(id)?.textContent;
    if (!words) return;
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.focus();
  }
  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest("[data-put]") : null;
    if (pressed) put(pressed.getAttribute("data-put") ?? "");
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit\d$/.test(event.code)) return;
    const number = Number(event.code.slice(5));
    const from = number
      ? document.querySelectorAll(".canned [data-put]")[number - 1]
      : document.querySelector("#desk-suggest [data-put]");
    if (!from) return;
    event.preventDefault();
    put(from.getAttribute("data-put") ?? "");
  });
}

const log = document.getElementById("desk-log");
const form = /** @type {HTMLFormElement | null} */ (document.getElementById("say"));
if (document.getElementById("desk-queue")) void followQueue();
if (log?.dataset.live) void followChat(log);
if (log && form) talking(form, log);

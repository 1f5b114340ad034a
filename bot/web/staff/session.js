// A session ends while somebody writes: what was typed stays, and goes on under the same person's next login.

const SURE_MS = 5 * 60 * 1000;
let heard = Date.now(); // when the server last took us for logged in

export const parsed = (/** @type {string} */ html) => new DOMParser().parseFromString(html, "text/html");

/** Gives every form here the token of the session there is now. Why that cannot be, or "". */
export async function renew() {
  const answer = await fetch("/staff/me", { headers: { "X-Part": "1" }, credentials: "same-origin" });
  const page = parsed(await answer.text());
  if (!answer.ok) {
    heard = 0;
    return page.querySelector("[role=alert]")?.textContent ?? "现在不能提交，请稍后再试。";
  }
  if (page.body.dataset.me !== document.body.dataset.me)
    return `这一页是用账号 ${document.body.dataset.me} 打开的，现在登录的是 ${page.body.dataset.me}。请换回原来的账号再继续。`;
  const token = /** @type {HTMLInputElement | null} */ (page.querySelector("input[name=csrf]"))?.value ?? "";
  for (const each of document.querySelectorAll("input[name=csrf]")) /** @type {HTMLInputElement} */ (each).value = token;
  heard = Date.now();
  return "";
}

/** Sent, and sent again where only the session was another. @param {() => Promise<Response>} send */
export async function sent(send) {
  const answer = await send();
  if (answer.ok) heard = Date.now();
  if (answer.status !== 401 && answer.status !== 403) return answer;
  const why = await renew();
  if (!why) return send();
  const alert = document.createElement("p");
  alert.setAttribute("role", "alert");
  alert.textContent = why;
  return new Response(alert.outerHTML, { status: answer.status });
}

/** A part of a page, from our own server. @param {string} url @param {HTMLFormElement} form */
export function part(url, form) {
  return sent(() =>
    fetch(url, {
      method: "POST",
      body: new URLSearchParams(/** @type {any} */ (new FormData(form))),
      headers: { "X-Part": "1" },
      credentials: "same-origin",
    }),
  );
}

/** @param {HTMLFormElement} form @param {string} words */
function say(form, words) {
  form.querySelector(".late")?.remove();
  if (!words) return;
  const note = document.createElement("p");
  note.className = "note bad late";
  note.setAttribute("role", "alert");
  note.textContent = words;
  form.append(note);
  note.scrollIntoView({ block: "nearest" });
}

// A form sent without a session is lost: after a while it is asked first whether there still is one.
document.addEventListener(
  "submit",
  async (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.method !== "post" || !document.body.dataset.me || Date.now() - heard < SURE_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const pressed = /** @type {HTMLElement | null} */ (event.submitter);
    let why = "";
    try {
      why = await renew();
    } catch {
      why = "网络不通，没有提交；恢复后请再按一次。";
    }
    say(form, why);
    if (!why) form.requestSubmit(pressed);
  },
  true,
);

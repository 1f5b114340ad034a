import { canSpeak, hush, speak } from "./aloud.js";
import { h, icon } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Act} Act */
/** @typedef {import("./types.js").Message} Message */

const OF_A_TURN = /^[1-9]\d*\.\d+$/;

/** What can be done with an answer: hear it, and say whether it was of use where it states something. @param {Message[]} messages @param {Act} act */
export function answerFoot(messages, act) {
  const stating = messages.find((message) => message.source && OF_A_TURN.test(String(message.id)));
  const parts = [stating ? verdict(stating, act) : null, canSpeak() ? readAloud(messages) : null].filter(Boolean);
  return parts.length ? h("div", { class: "foot" }, ...parts) : null;
}

/** What stands in the messages, for the ear. @param {Message[]} messages */
export const wordsOf = (messages) =>
  messages
    .flatMap((message) => [message.text, ...(message.choices ?? []).map((choice) => choice.title)])
    .filter(Boolean)
    .join("\n");

/** @param {Message[]} messages */
function readAloud(messages) {
  const word = h("span", {}, t("朗读"));
  const button = h("button", { type: "button", class: "foot-button", "aria-pressed": "false" }, icon("sound"), word);
  /** @param {boolean} on */
  function show(on) {
    button.setAttribute("aria-pressed", String(on));
    word.textContent = on ? t("停止朗读") : t("朗读");
  }
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return hush();
    speak(wordsOf(messages), () => show(false));
    show(true);
  });
  return button;
}

/** 有用 or 没用, once. @param {Message} message @param {Act} act */
function verdict(message, act) {
  const root = h("div", { class: "verdict", role: "group", "aria-label": t("这条回答有用吗") });

  /** @param {boolean} useful @param {boolean} fresh said just now */
  function judged(useful, fresh) {
    const words = useful ? t("您觉得有用，谢谢") : t("您觉得没用，我们会改进");
    const line = h("p", { class: "foot-said" }, icon(useful ? "check" : "info"), words);
    const person = h("button", { type: "button", class: "foot-button" }, icon("person"), t("转人工"));
    person.addEventListener("click", () => act.send({ text: "转人工", label: t("转人工") }));
    root.replaceChildren(line, ...(useful || !fresh ? [] : [person]));
    if (fresh) act.announce(words);
  }

  /** @param {string} picture @param {string} words @param {boolean} useful */
  function button(picture, words, useful) {
    const each = h("button", { type: "button", class: "foot-button" }, icon(picture), words);
    each.addEventListener("click", async () => {
      const buttons = root.querySelectorAll("button");
      buttons.forEach((other) => (other.disabled = true));
      try {
        await act.judge(String(message.id), useful);
        judged(useful, true);
      } catch (error) {
        buttons.forEach((other) => (other.disabled = false));
        act.announce(error instanceof Error ? error.message : "");
      }
    });
    return each;
  }

  if (typeof message.useful === "boolean") judged(message.useful, false);
  else root.replaceChildren(button("up", t("有用"), true), button("down", t("没用"), false));
  return root;
}

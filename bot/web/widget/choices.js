import { h, icon, unseen } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Act} Act */
/** @typedef {import("./types.js").Choice} Choice */
/** @typedef {import("./types.js").Outgoing} Outgoing */

/**
 * A group of controls that answers a message. As a fieldset it is switched off whole once the citizen has
 * moved on, and keeps its place for a screen reader.
 *
 * @param {string} name said by a screen reader
 * @param {string} kind CSS class
 * @param {...(Node | null)} children
 */
export const group = (name, kind, ...children) =>
  h("fieldset", { class: `group ${kind}`, "aria-label": name }, ...children);

/**
 * One button that sends and stays marked as chosen.
 *
 * @param {Act} act @param {Outgoing} out @param {string} kind CSS class @param {...(Node | string)} content
 */
export function answer(act, out, kind, ...content) {
  const button = h("button", { type: "button", class: kind, "data-title": out.label }, ...content);
  button.addEventListener("click", () => {
    choose(button);
    act.send(out);
  });
  return button;
}

/** Marks by a tick and a word, not by colour alone. @param {Element} button */
export function choose(button) {
  button.classList.add("chosen");
  button.append(icon("check"), unseen(t("（已选）")));
}

/** Takes the mark back when the choice could not be sent. @param {Element} root */
export function unchoose(root) {
  for (const button of root.querySelectorAll(".chosen")) {
    button.classList.remove("chosen");
    button.lastElementChild?.remove();
    button.lastElementChild?.remove();
  }
}

/** @param {Choice[] | undefined} choices @param {Act} act @param {{lead?: boolean}} [look] lead: the first one is the main step */
export function choiceGroup(choices, act, look = {}) {
  const valid = (Array.isArray(choices) ? choices : []).filter((choice) => choice && choice.title);
  if (!valid.length) return null;
  const buttons = valid.map(({ title, payload }, index) =>
    answer(
      act,
      { payload, label: title },
      look.lead && index === 0 ? "button primary" : "button",
      h("span", {}, title),
    ),
  );
  return group(t("请选择"), "choices", ...buttons);
}

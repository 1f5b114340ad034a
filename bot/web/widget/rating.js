import { answer, group } from "./choices.js";
import { face, h } from "./dom.js";
import { t } from "./words.js";

/** 好差评: the five levels, each with a face and its word. @param {import("./types.js").Message} message @param {import("./types.js").Act} act */
export function ratingCard(message, act) {
  const levels = (message.choices ?? []).filter((choice) => choice && choice.title);
  if (!levels.length) return null;
  const buttons = levels.map(({ title, payload }, index) =>
    answer(
      act,
      { payload, label: title },
      "button level",
      face(Math.round((index * 4) / Math.max(levels.length - 1, 1))),
      h("span", {}, title),
    ),
  );
  return h(
    "div",
    { role: "group", class: "card", "aria-label": t("服务评价") },
    h("h3", { class: "card-title" }, t("服务评价")),
    message.text ? h("p", { class: "words" }, message.text) : null,
    group(t("满意度"), "levels", ...buttons),
  );
}

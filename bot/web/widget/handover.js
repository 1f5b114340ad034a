import { choiceGroup } from "./choices.js";
import { h, icon } from "./dom.js";
import { t } from "./words.js";

/** How each state of 人工服务 looks; the word itself is always there. @type {Record<string, [string, string]>} */
const LOOKS = {
  waiting: ["clock", "waiting"],
  held: ["person", "held"],
  returned: ["check", "over"],
  closed: ["check", "over"],
  missed: ["alert", "over"],
};

/**
 * 人工服务: the state, the place in the queue, the words. Ending it is a button above the conversation
 * (strips.js), which stays in reach while one writes.
 *
 * @param {import("./types.js").Message} message @param {import("./types.js").Act} act
 */
export function handoverCard(message, act) {
  const data = message.data ?? {};
  const place = Number(data.queue_position);
  const [picture, look] = LOOKS[data.stage] ?? ["person", place > 0 ? "waiting" : ""];
  return h(
    "div",
    { role: "group", class: `card banner handover ${look}`, "aria-label": t("人工服务") },
    h(
      "h3",
      { class: "card-title" },
      icon(picture),
      t("人工服务"),
      data.state ? h("span", { class: "state" }, String(data.state)) : null,
    ),
    place > 0
      ? h(
          "p",
          { class: "queue" },
          t("排队位置"),
          h("span", { class: "queue-place" }, t("第 {n} 位", { n: place })),
        )
      : null,
    h("p", { class: "words" }, String(message.text ?? "")),
    choiceGroup(message.choices, act),
  );
}

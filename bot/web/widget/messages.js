import { choiceGroup } from "./choices.js";
import { h, icon, unseen } from "./dom.js";
import { fieldCard } from "./field.js";
import { leftover, webLink } from "./format.js";
import { guideCard } from "./guide.js";
import { handoverCard } from "./handover.js";
import { ratingCard } from "./rating.js";
import { receiptCard } from "./receipt.js";
import { progressCard, reviewCard } from "./record.js";
import { slotsCard } from "./slots.js";
import { sourceLine } from "./source.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Act} Act */
/** @typedef {import("./types.js").Message} Message */

/**
 * A drawing answers null when the data is not what the type promises; the words and choices are drawn then.
 *
 * @type {Map<string, (message: Message, act: Act) => HTMLElement | null>}
 */
const DRAWINGS = new Map([
  ["guide", guideMessage],
  ["form_field", fieldCard],
  ["review", reviewCard],
  ["receipt", receiptCard],
  ["progress", progressCard],
  ["slots", slotsCard],
  ["rating", ratingCard],
  ["notice", noticeMessage],
  ["handover", handoverCard],
]);

/** One message of the assistant, with its source. @param {Message} message @param {Act} act */
export function drawMessage(message, act) {
  const body = (message.data && DRAWINGS.get(message.type)?.(message, act)) || textMessage(message, act);
  const source = sourceLine(message.source);
  if (source) body.insertBefore(source, body.querySelector(":scope > .choices"));
  return body;
}

/** @param {Message} message @param {Act} act */
function textMessage(message, act) {
  const link = linkLine(message.data?.link);
  const text = link
    ? leftover(message.text, [message.data?.link.url], [message.data?.link.title])
    : String(message.text ?? "");
  return h("div", { class: "card" }, h("p", { class: "words" }, text), link, choiceGroup(message.choices, act));
}

/** A page that belongs to the answer, in a window of its own. @param {any} link */
function linkLine(link) {
  const address = webLink(link?.url);
  if (!address || !link.title) return null;
  return h(
    "p",
    { class: "words" },
    h(
      "a",
      { href: address, target: "_blank", rel: "noopener noreferrer" },
      String(link.title),
      icon("out"),
      unseen(t("（在新窗口打开）")),
    ),
  );
}

/** @param {Message} message @param {Act} act */
function guideMessage(message, act) {
  const data = message.data ?? {};
  const card = guideCard(data);
  if (!card) return null;
  const drawn = data.sections.flatMap((/** @type {any} */ section) => [
    section.title,
    ...String(section.text ?? "").split("\n"),
  ]);
  const text = leftover(message.text, [data.item, ...drawn]);
  if (text) card.querySelector(".card-title")?.after(h("p", { class: "words" }, text));
  const choices = choiceGroup(message.choices, act);
  if (choices) card.append(choices);
  return card;
}

/** @param {Message} message @param {Act} act */
function noticeMessage(message, act) {
  const data = message.data ?? {};
  const rows = [
    [data.matter_no, t("编号：{value}", { value: data.matter_no })],
    [data.state, t("状态：{value}", { value: data.state })],
  ].filter(([value]) => value && !String(message.text).includes(value));
  return h(
    "div",
    { role: "group", class: "card banner", "aria-label": t("通知") },
    h("h3", { class: "card-title" }, icon("info"), t("通知")),
    h("p", { class: "words" }, String(message.text ?? "")),
    ...rows.map(([, row]) => h("p", { class: "fact" }, row)),
    choiceGroup(message.choices, act),
  );
}

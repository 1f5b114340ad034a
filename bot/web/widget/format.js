import { isEnglish, t } from "./words.js";

/** Dates, masks and links as a citizen reads them. Every function takes what the server sent and never throws. */

const CITY_CLOCK = "Asia/Shanghai";
const WEEK = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

/** 2026-11-20 → 2026年11月20日; anything else is returned as it is. @param {unknown} value */
export function day(value) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(String(value ?? ""));
  return parts ? `${parts[1]}年${Number(parts[2])}月${Number(parts[3])}日` : String(value ?? "");
}

/** A day as it is shown: 2026年11月20日, or 2026-11-20 where the labels are English. @param {unknown} value */
export function shownDay(value) {
  const text = String(value ?? "");
  return isEnglish() && /^\d{4}-\d{2}-\d{2}/.test(text) ? text.slice(0, 10) : day(text);
}

/** 2026-11-20 → 11月20日 周五. @param {unknown} value */
export function shortDay(value) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value ?? ""));
  if (!parts) return String(value ?? "");
  const date = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])));
  return `${Number(parts[2])}月${Number(parts[3])}日 ${t(WEEK[date.getUTCDay()])}`;
}

/** An instant on the city's clock; a plain date stays a date. @param {unknown} value */
export function moment(value) {
  const text = String(value ?? "");
  const instant = new Date(text);
  if (!/T\d/.test(text) || Number.isNaN(instant.getTime())) return day(text);
  if (!/(Z|[+-]\d\d:?\d\d)$/.test(text)) return `${day(text)} ${text.slice(11, 16)}`;
  const parts = new Intl.DateTimeFormat("zh-CN", {
    timeZone: CITY_CLOCK,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(instant);
  /** @param {string} type */
  const part = (type) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}年${part("month")}月${part("day")}日 ${part("hour")}:${part("minute")}`;
}

/** How the citizen's own answer stays on the screen: somebody may be looking. @param {string} input @param {string} text */
export function masked(input, text) {
  if (input === "id_number" && text.length >= 15)
    return text.slice(0, 3) + "*".repeat(text.length - 7) + text.slice(-4);
  if (input === "mobile" && text.length >= 11) return text.slice(0, -8) + "****" + text.slice(-4);
  return text;
}

/** Only web addresses may become links. @param {unknown} url @returns {string | null} */
export function webLink(url) {
  try {
    const parsed = new URL(String(url));
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
  } catch {
    return null;
  }
}

/**
 * The lines of a message's text that its card does not already show. `text` alone must be enough on every
 * channel, so it repeats the card; a line goes only when nothing but a drawn value and its label stands in it.
 *
 * @param {string} text
 * @param {unknown[]} values shown by the card
 * @param {string[]} [labels]
 */
export function leftover(text, values, labels = []) {
  const known = values
    .map((value) => String(value ?? "").trim())
    .filter(Boolean)
    .sort((a, b) => b.length - a.length);
  const lines = String(text ?? "")
    .split("\n")
    .filter((line) => {
      if (!line.trim()) return true;
      let rest = line;
      for (const value of known) rest = rest.split(value).join("");
      if (rest === line) return true;
      for (const label of [...labels, ...labels.map((each) => t(each))]) rest = rest.split(label).join("");
      return rest.replace(/[\s\p{P}\p{S}\d]/gu, "").length > 4;
    });
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

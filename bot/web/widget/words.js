import { device } from "./store.js";

/** @typedef {"zh-Hans" | "zh-Hant" | "en"} Language */

/** As each names itself. @type {[Language, string][]} */
export const LANGUAGES = [
  ["zh-Hans", "简体"],
  ["zh-Hant", "繁體"],
  ["en", "English"],
];
/** Loaded when somebody reads them: the first load stays small. @type {Record<string, () => Promise<{default: Record<string, string>}>>} */
const DICTIONARIES = {
  "zh-Hant": () => import("./words-hant.js"),
  en: () => import("./words-en.js"),
};

/** @type {Record<string, string>} */
let dictionary = {};
/** @type {Language} */
let current = "zh-Hans";

export const language = () => current;

/** Chinese that speech and the server understand, whatever the labels are in. */
export const isEnglish = () => current === "en";

/**
 * The widget's own words in the reader's language. The key is the simplified Chinese, which is also what stands
 * where a dictionary lacks it; {n} in it is replaced.
 *
 * @param {string} words @param {Record<string, string | number>} [values]
 */
export function t(words, values = {}) {
  return (dictionary[words] ?? words).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** Takes `wanted` and remembers it; else what is remembered, else the page's own. @param {Language} [wanted] @param {string} [pages] */
export async function choose(wanted, pages) {
  const next = LANGUAGES.find(([code]) => code === (wanted ?? device.get("language") ?? pages))?.[0] ?? "zh-Hans";
  try {
    dictionary = next in DICTIONARIES ? (await DICTIONARIES[next]()).default : {};
  } catch {
    return; // the network is away: the words stay as they are
  }
  current = next;
  if (wanted) device.set("language", next);
}

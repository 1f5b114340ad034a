import { h, icon, unseen } from "./dom.js";
import { shownDay, webLink } from "./format.js";
import { t } from "./words.js";

/** Where an answer comes from, under every answer. @param {import("./types.js").Source | undefined | null} source */
export function sourceLine(source) {
  if (!source || typeof source !== "object") return null;
  const { department, basis, url, valid_from, valid_to, checked_on } = source;
  const address = webLink(url);
  const title = basis || (address ? t("查看原文") : "");
  const named = address
    ? h(
        "a",
        { href: address, target: "_blank", rel: "noopener noreferrer" },
        title,
        icon("out"),
        unseen(t("（在新窗口打开）")),
      )
    : title && h("span", {}, title);
  const facts = [
    valid_from || valid_to
      ? valid_to
        ? t("有效期 {from} 至 {to}", { from: valid_from ? shownDay(valid_from) : "", to: shownDay(valid_to) })
        : t("有效期 {from} 起", { from: shownDay(valid_from) })
      : "",
    checked_on ? t("核对日期 {day}", { day: shownDay(checked_on) }) : "",
  ].filter(Boolean);
  if (!department && !named && !facts.length) return null;
  return h(
    "div",
    { class: "source" },
    h(
      "p",
      {},
      h("span", { class: "source-tag" }, t("来源")),
      unseen("："),
      [department, named && " · "].filter(Boolean).join(""),
      named || null,
    ),
    facts.length ? h("p", { class: "facts" }, ...facts.map((fact) => h("span", {}, fact))) : null,
  );
}

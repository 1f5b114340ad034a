import { saveAs } from "./save.js";
import { t } from "./words.js";

/** The conversation as text, masked as it stands on the screen. @param {string} title @param {import("./types.js").Line[]} lines */
export function saveTranscript(title, lines) {
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const head = `${title} · ${t("对话记录")}\n${t("下载时间：{at}", { at: now.toLocaleString("zh-CN", { hour12: false }) })}\n`;
  const body = lines.map(({ speaker, text, source }) => {
    const from = [source?.department, source?.basis, source?.url].filter(Boolean).join(" ");
    return `${speaker}：${text}${from ? `\n${t("来源")}：${from}` : ""}`;
  });
  // The mark at the start tells old editors that this is UTF-8.
  const text = `\ufeff${[head, ...body].join("\n\n")}\n`.replace(/\n/g, "\r\n");
  saveAs(new Blob([text], { type: "text/plain;charset=utf-8" }), `${t("对话记录")}-${day}.txt`);
}

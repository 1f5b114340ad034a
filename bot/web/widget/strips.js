import { h, icon } from "./dom.js";
import { language, t } from "./words.js";

const OPEN = ["waiting", "held"];
/** @type {Record<string, [string, string]>} */
const LEVELS = { info: ["info", "提示"], warning: ["alert", "警示"], urgent: ["alert", "紧急"] };

/** @typedef {{notice?: {text: string, level: string} | null, off?: string | null, hours?: {text: string, open: boolean}, privacy?: {text: string, url: string | null}}} Front what `GET /api/chat/config` says */

/** What stands above the conversation as long as it holds: 公告, office hours, no network, a person on the line. */
export class Strips {
  /** @param {(text: string) => void} say in the citizen's name */
  constructor(say) {
    this.say = say;
    this.notice = h("div", { class: "strip", role: "note", "aria-label": t("公告"), hidden: true });
    this.hours = h("p", { class: "aside", hidden: true });
    this.script = h("p", { class: "aside", hidden: true });
    this.privacy = h("p", { class: "aside", hidden: true });
    // Scrolls away with what was said.
    this.asides = h("div", { class: "asides" }, this.privacy, this.hours, this.script);
    this.network = h("p", { class: "strip warn", role: "status", hidden: true });
    this.person = h("div", { class: "strip person", role: "group", "aria-label": t("人工服务"), hidden: true });
    this.aloud = h("div", { class: "strip offer", role: "group", "aria-label": t("自动朗读回答"), hidden: true });
    this.root = h("div", { class: "strips" }, this.notice, this.network, this.person, this.aloud);
    const notes = {
      "zh-Hans": "",
      "zh-Hant": t("繁体字由程序转换，以简体原文为准。"),
      en: t("回答是中文官方原文。"),
    };
    show(this.script, notes[language()]);
  }

  /** @param {Front | null} front what the city says before anything is asked */
  front(front) {
    const { notice, off, hours, privacy } = front ?? {};
    const said = off ? { text: off, level: "urgent" } : notice;
    this.notice.hidden = !said?.text;
    if (said?.text) {
      const level = said.level in LEVELS ? said.level : "warning";
      const [picture, word] = LEVELS[level];
      const close = h("button", { type: "button", class: "strip-close", "aria-label": t("收起公告") }, icon("close"));
      close.addEventListener("click", () => (this.notice.hidden = true));
      this.notice.className = `strip ${level}`;
      this.notice.replaceChildren(icon(picture), h("p", {}, `${t(word)}：${said.text}`), close);
    }
    show(this.privacy, privacy?.text ?? "");
    const now = hours?.open ? t("现在是服务时间") : t("现在不是服务时间");
    show(this.hours, hours?.text ? `${t("人工服务时间：{hours}", { hours: hours.text })} · ${now}` : "");
  }

  /** @param {boolean} away */
  offline(away) {
    if (away) show(this.network, t("网络已断开。您可以继续看，连上后自动恢复。"));
    else this.network.hidden = true;
  }

  /** 长辈版, for the first time: shall answers be read out? @param {(yes: boolean) => void} choose */
  offerAloud(choose) {
    /** @param {string} words @param {boolean} yes @param {string} look */
    const button = (words, yes, look) => {
      const each = h("button", { type: "button", class: `button ${look}` }, words);
      each.addEventListener("click", () => ((this.aloud.hidden = true), choose(yes)));
      return each;
    };
    const buttons = [button(t("要读"), true, "primary"), button(t("不用"), false, "")];
    this.aloud.replaceChildren(icon("sound"), h("p", {}, t("要把回答读给您听吗？")), ...buttons);
    this.aloud.hidden = false;
  }

  /** Who answers now. @param {import("./types.js").Message} message */
  handover({ data }) {
    const held = OPEN.includes(data?.stage) || (!data?.stage && Number(data?.queue_position) > 0);
    this.person.hidden = !held;
    if (!held) return;
    const place = Number(data.queue_position) > 0 ? t("第 {n} 位", { n: data.queue_position }) : "";
    const end = h("button", { type: "button", class: "button" }, t("结束人工服务"));
    end.addEventListener("click", () => this.say("结束人工"));
    this.person.replaceChildren(
      icon("person"),
      h("p", {}, [t("人工服务"), data.state, place].filter(Boolean).join(" · ")),
      end,
    );
  }
}

/** @param {HTMLElement} line @param {string} words */
function show(line, words) {
  line.textContent = words;
  line.hidden = !words;
}

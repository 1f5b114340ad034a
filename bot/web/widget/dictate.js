import { h, icon } from "./dom.js";
import { device } from "./store.js";
import { t } from "./words.js";

const NOT_FOR = ["name", "id_number", "mobile", "address"];
/** @type {any} */
const Recognition = Reflect.get(window, "SpeechRecognition") ?? Reflect.get(window, "webkitSpeechRecognition");

/** Voice input, where the browser has it: what was heard is put into the input and sent by the citizen, not by us. */
export class Dictate {
  /** @param {{value: () => string, put: (text: string) => void, focus: () => void, announce: (words: string) => void, note: (words: string) => void}} to */
  constructor(to) {
    this.to = to;
    /** @type {any} */
    this.running = null;
    this.label = h("span", { class: "unseen" }, t("语音输入"));
    this.button = h("button", { type: "button", class: "mic", "aria-pressed": "false" }, icon("mic"), this.label);
    this.button.hidden = !Recognition;
    this.button.addEventListener("click", () => (this.running ? this.stop() : this.start()));
  }

  /** The browser's maker may hear it: not for what tells who somebody is. @param {import("./types.js").Field | null} field */
  ask(field) {
    this.stop();
    this.button.hidden = !Recognition || NOT_FOR.includes(field?.input ?? "");
  }

  start() {
    if (!device.get("dictated")) {
      device.set("dictated", true);
      this.to.note(t("语音由您的浏览器识别，声音可能发送给浏览器厂商。请不要说身份证号等个人信息。"));
    }
    const before = this.to.value();
    const listening = new Recognition();
    listening.lang = "zh-CN";
    listening.interimResults = true;
    listening.addEventListener("result", (/** @type {any} */ event) => {
      const heard = [...event.results].map((result) => result[0].transcript).join("");
      this.to.put(before + heard);
    });
    listening.addEventListener("error", (/** @type {any} */ event) => {
      const refused = ["not-allowed", "service-not-allowed"].includes(event.error);
      if (event.error === "aborted") return;
      this.to.announce(refused ? t("浏览器不允许使用话筒，请打字输入。") : t("没有听清，请再说一次，或打字输入。"));
      this.to.note(refused ? t("浏览器不允许使用话筒，请打字输入。") : t("没有听清，请再说一次，或打字输入。"));
    });
    listening.addEventListener("end", () => {
      if (this.running !== listening) return;
      this.#show(null);
      this.to.focus();
    });
    try {
      listening.start();
    } catch {
      return; // already listening elsewhere in this page
    }
    this.#show(listening);
    this.to.announce(t("请说话，说完会写进输入框"));
  }

  stop() {
    this.running?.stop();
    this.#show(null);
  }

  /** @param {any} listening */
  #show(listening) {
    this.running = listening;
    this.button.setAttribute("aria-pressed", String(Boolean(listening)));
    this.button.classList.toggle("on", Boolean(listening));
    this.label.textContent = listening ? t("停止语音输入") : t("语音输入");
  }
}

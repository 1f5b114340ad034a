import { tab } from "./store.js";
import { upload } from "./upload.js";
import { language, t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */

const WAIT_MS = 30_000;
const SUGGEST_MS = 3_000;

/** A refusal with words a citizen can read. */
export class Problem extends Error {
  /** @param {number} status 0 when no answer came @param {string} detail */
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }

  /** The same message would be refused again. */
  get final() {
    return [400, 413, 415, 422].includes(this.status);
  }
}

export const offline = () => new Problem(0, t("网络好像断开了，连上后自动发送。"));
export const slow = () => new Problem(0, t("等待时间过长，请稍后重试。您的内容不会重复提交。"));

/** 繁體 is made by the server; the labels alone would not be worth the name. */
const script = () => (language() === "zh-Hant" ? "zh-Hant" : "zh-Hans");

/** The reply's content. Throws the Problem it names. @param {number} status @param {any} content */
export function contentOf(status, content) {
  if (status >= 200 && status < 300 && content) return content;
  const broken = t("服务暂时不可用，请稍后重试，或拨打 12345 政务服务热线。");
  throw new Problem(status, typeof content?.detail === "string" ? content.detail : broken);
}

/** A new id for a message; `crypto.randomUUID` is missing on plain http and on older phones. */
export function messageId() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The chat's HTTP contract; knows nothing of the page. */
export class Api {
  /** @param {string} base address of the folder widget.js came from */
  constructor(base) {
    this.base = base;
    /** @type {string | null} */
    this.token = tab.get("token");
    /** Told of a token that takes the place of another: `(before, now)`. @type {(before: string, now: string) => void} */
    this.exchanged = () => {};
  }

  /** Opens a session and returns its greeting. @returns {Promise<Message[]>} */
  async open() {
    this.take(null);
    const reply = await this.#call("POST", "sessions", {});
    this.take(reply.token);
    return reply.greeting ?? [];
  }

  /** Goes on with a session, or with none. @param {string | null} token */
  take(token) {
    this.token = token;
    tab.set("token", token);
  }

  /** @returns {Promise<import("./types.js").HistoryEntry[]>} */
  async history() {
    return (await this.#call("GET", "history")).messages ?? [];
  }

  /** @param {{text?: string, payload?: string, file_id?: string, message_id: string}} body @returns {Promise<Message[]>} */
  async send(body) {
    const sent = this.token;
    const reply = await this.#call("POST", "messages", body);
    if (reply.token) this.exchange(sent, reply.token);
    return reply.messages ?? [];
  }

  /** After proof of identity the session goes on with another token. @param {string | null} before @param {string} now */
  exchange(before, now) {
    if (!before || this.token !== before || before === now) return;
    this.take(now);
    this.exchanged(before, now);
  }

  /** 有用 or 没用. @param {string} message_id @param {boolean} useful */
  judge(message_id, useful) {
    return this.#call("POST", "feedback", { message_id, useful });
  }

  /** For the person at the desk; it does not matter whether it arrives. @param {string} text */
  async typing(text) {
    const headers = { ...this.headers(), "Content-Type": "application/json" };
    const body = JSON.stringify({ text });
    await fetch(`${this.base}api/chat/typing`, { method: "POST", headers, body, credentials: "omit" }).catch(() => {});
  }

  /** @param {File} file @param {(share: number) => void} progress @param {AbortSignal} until @returns {Promise<string>} its file_id */
  async upload(file, progress, until) {
    return (await upload(`${this.base}api/chat/files`, this.headers(), file, progress, until)).file_id;
  }

  /** The open stream of what is pushed, behind the event `last`. @param {string} last @param {AbortSignal} until @returns {Promise<Response>} */
  events(last, until) {
    /** @type {Record<string, string>} */
    const headers = { ...this.headers(), Accept: "text/event-stream" };
    if (last) headers["Last-Event-ID"] = last;
    return fetch(`${this.base}api/chat/events`, { headers, credentials: "omit", cache: "no-store", signal: until });
  }

  /** What is public and may come from a cache; null when it cannot be had. @param {string} path */
  async look(path) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), SUGGEST_MS);
    try {
      const headers = { "Accept-Language": script() };
      const reply = await fetch(`${this.base}api/chat/${path}`, { headers, credentials: "omit", signal: stop.signal });
      return reply.ok ? await reply.json() : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns {Record<string, string>} */
  headers() {
    return {
      Accept: "application/json",
      "Accept-Language": script(),
      ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
    };
  }

  /** @param {string} method @param {string} path @param {any} [body] @returns {Promise<any>} */
  async #call(method, path, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), WAIT_MS);
    try {
      const reply = await fetch(`${this.base}api/chat/${path}`, {
        method,
        headers: { ...this.headers(), ...(body ? { "Content-Type": "application/json" } : {}) },
        body: body && JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: stop.signal,
      });
      const content = await reply.json().catch(() => null);
      if (stop.signal.aborted) throw slow();
      return contentOf(reply.status, content);
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw stop.signal.aborted ? slow() : offline();
    } finally {
      clearTimeout(timer);
    }
  }
}

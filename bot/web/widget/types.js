/**
 * Shapes of the chat contract, for the type checker only: nothing imports this file at run time.
 *
 * @typedef {{title: string, payload: string}} Choice
 *
 * @typedef {object} Source
 * @property {string} [department]
 * @property {string} [basis]
 * @property {string} [url]
 * @property {string} [valid_from]
 * @property {string} [valid_to]
 * @property {string} [checked_on]
 *
 * @typedef {object} Message
 * @property {string} [id]
 * @property {string} type
 * @property {string} text
 * @property {Choice[]} [choices]
 * @property {any} [data] shape depends on the type; every reader checks what it needs
 * @property {Source} [source]
 * @property {boolean} [useful] what the citizen thought of it, in the history
 *
 * @typedef {{from: "user", text: string} | ({from: "bot"} & Message)} HistoryEntry
 *
 * @typedef {object} Outgoing what a citizen sends
 * @property {string} [text]
 * @property {string} [payload]
 * @property {File} [file]
 * @property {string} label shown as the citizen's own words
 *
 * @typedef {object} Act what a drawn message may do
 * @property {(out: Outgoing) => void} send
 * @property {(words: string) => void} announce to a screen reader
 * @property {(message_id: string, useful: boolean) => Promise<any>} judge
 *
 * @typedef {object} Field the form field that what is typed next answers
 * @property {string} label
 * @property {string} input
 *
 * @typedef {{speaker: string, text: string, source?: Source | null}} Line one thing said, as the screen shows it
 */
export {};

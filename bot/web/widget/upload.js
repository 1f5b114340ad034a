import { contentOf, offline, slow } from "./api.js";

const WAIT_MS = 180_000; // a photograph over a weak mobile network

/** The citizen changed their mind while a file was on its way. */
export class Cancelled extends Error {}

/**
 * Sends a file and tells how far it is; XMLHttpRequest because fetch cannot.
 *
 * @param {string} url @param {Record<string, string>} headers @param {File} file
 * @param {(share: number) => void} progress 0 to 1; 1: it has arrived and is being looked at
 * @param {AbortSignal} until
 * @returns {Promise<any>} the reply's content
 */
export function upload(url, headers, file, progress, until) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file);
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.timeout = WAIT_MS;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && event.total) progress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      try {
        done(contentOf(request.status, request.response));
      } catch (problem) {
        fail(problem);
      }
    });
    request.addEventListener("error", () => fail(offline()));
    request.addEventListener("timeout", () => fail(slow()));
    request.addEventListener("abort", () => fail(new Cancelled()));
    until.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}

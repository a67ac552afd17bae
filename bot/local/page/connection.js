// The page's line to the server: a stream of events in, actions out. It mends itself.

import { language } from "/page/words.js";

const KEY = "reader";
const RETRY = 1000;

/** This browser's reader; a number Telegram could have given. */
function reader() {
  const known = Number(localStorage.getItem(KEY));
  if (Number.isSafeInteger(known) && known > 0) return known;
  const [random] = crypto.getRandomValues(new BigUint64Array(1));
  const fresh = 1e9 + Number(random % 2n ** 50n);
  localStorage.setItem(KEY, fresh);
  return fresh;
}

export class Connection {
  /** `receive` takes each event, `isUp` whether the line holds. */
  constructor(receive, isUp) {
    this.user = reader();
    this.receive = receive;
    this.isUp = isUp;
    this.open();
  }

  open() {
    const stream = new EventSource(`/page/events?user=${this.user}&lang=${language}`);
    stream.addEventListener("message", (event) => {
      this.isUp(true);
      this.receive(JSON.parse(event.data));
    });
    stream.addEventListener("error", () => {
      this.isUp(false);
      stream.close();
      setTimeout(() => this.open(), RETRY);
    });
  }

  /** Whether the server did it. */
  async act(action, wish) {
    try {
      const response = await fetch(`/page/${action}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ user: this.user, ...wish }),
      });
      return response.ok;
    } catch {
      return false;
    }
  }
}

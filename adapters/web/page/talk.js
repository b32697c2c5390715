// The only place that talks to the bot.

const RETRY_MS = 2000;
const PATIENCE_MS = 1200;

export class Unreachable extends Error {}

export async function look(path) {
  return answer(fetch(path));
}

export async function tell(path, body) {
  const headers = { "Content-Type": "application/json" };
  return answer(fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

// A 503 carries words for the person as well: only what has none counts as no answer.
async function answer(request) {
  try {
    const response = await request;
    if (response.ok || response.status === 503) return await response.json();
  } catch {
    // Told apart by nobody: the person can only try again.
  }
  throw new Unreachable();
}

// Hears whose panes are out of date, and whether anybody answers; lets go while nobody looks at the page.
export function listen(onNames, onAway) {
  let source = null;
  let away = 0;
  const open = () => {
    source?.close();
    source = new EventSource("/api/changes");
    source.onopen = () => {
      clearTimeout(away);
      away = 0;
      onAway(false);
      onNames(["*"]);
    };
    source.onmessage = (event) => onNames(JSON.parse(event.data));
    source.onerror = () => {
      away ||= setTimeout(() => onAway(true), PATIENCE_MS);
      if (source?.readyState === EventSource.CLOSED) setTimeout(() => source && open(), RETRY_MS);
    };
  };
  const close = () => {
    source?.close();
    source = null;
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else if (!source) open();
  });
  addEventListener("pagehide", close);
  open();
}

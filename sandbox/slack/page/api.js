// Asking the sandbox's Slack, and hearing from it.

let who = "";
export const be = (user) => (who = user);

/** Do something as the person at the screen; gives the answer, with `error` where it was refused. */
export async function post(verb, what = {}) {
  try {
    const answer = await fetch(`/page/${verb}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: who, ...what }),
    });
    return answer.status === 400 ? { error: await answer.text() } : await answer.json();
  } catch {
    return { error: "The sandbox isn’t responding. Is it still running?" };
  }
}

export async function get(path, query = {}) {
  const answer = await fetch(`/page/${path}?${new URLSearchParams(query)}`);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

/** Call `heard` whenever something changes, and `lost(true)` while nobody is there to tell. */
export function listen(heard, lost) {
  const stream = new EventSource("/page/ticks");
  stream.onmessage = () => (lost(false), heard());
  stream.onerror = () => lost(true);
}

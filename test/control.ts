import assert from "node:assert/strict";

/** Calls one of a simulator's control routes, e.g. `streams/start`. */
export async function control(url: string, route: string, body: object = {}): Promise<void> {
  const answer = await fetch(`${url}/_simulator/${route}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, await answer.text());
}

import { createHash } from "node:crypto";
import type { HttpResponse } from "../http";
import type { Channel } from "../model";
import { seeds } from "../seed";
import { services } from "../services";
import type { Simulator } from "../simulator";
import type { Region } from "../world";
import { escapeMarkup } from "../xml";

/** More than a person reads; who has more channels uses a client. */
const MAX_SHOWN = 200;

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
form { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; }
label { display: grid; }
code { font-size: .85em; overflow-wrap: anywhere; }
[role=status] { min-height: 1.5em; }
`;

/*
 * Sends what a form says to its control route, and shows the page anew. Numbers are sent as such, and
 * what is empty is not.
 */
const SCRIPT = `
document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const body = {};
  for (const input of form.querySelectorAll("[name]")) {
    if (input.value === "") continue;
    body[input.name] = input.type === "number" ? Number(input.value) : input.value;
  }
  if (body.fails) {
    const [kind, value] = body.fails.split(" ");
    delete body.fails;
    body[kind] = kind === "error" ? { name: value } : (value ?? true);
  }
  const method = form.dataset.method ?? "POST";
  const answer = await fetch(form.getAttribute("action"), { method, body: method === "POST" ? JSON.stringify(body) : undefined });
  if (answer.ok) location.reload();
  else document.querySelector("[role=status]").textContent = (await answer.json()).message;
});
`;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const policy = () =>
  [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    `script-src ${hash(SCRIPT)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** A page that shows what the simulator holds, and lets a hand do what the control routes do. */
export function controlPage({ url, world, faults, log }: Simulator): HttpResponse {
  const regions = world
    .regions()
    .filter(({ channels, recordings }) => channels.size + recordings.size);
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>IVS simulator</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>IVS simulator</h1>
<p>The endpoint is <code>${escapeMarkup(url)}</code>. Stream keys and passphrases are not shown here.</p>
<p role="status"></p>
${regions.map(regionHtml).join("\n")}
<h2>Start over</h2>
${form("reset", "Reset to how it started")}
${form("seed", "Replace all", `${select("seed", "By", seeds)}`)}
${form("seed", "Add channels", `${field("channels", "How many", 'type="number" min="1" max="100000" required')}${field("region", "Region", 'placeholder="us-east-1"')}`)}
<h2>Make calls fail</h2>
${form("faults", "Add", faultFields())}
${faults.waiting.length > 0 ? `<ul>${faults.waiting.map((one) => `<li><code>${escapeMarkup(JSON.stringify(one))}</code></li>`).join("")}</ul>${form("faults", "Clear", "", "DELETE")}` : "<p>No fault is waiting.</p>"}
<h2>Latest calls</h2>
<table><thead><tr><th>Time</th><th>Operation</th><th>Region</th><th>Status</th></tr></thead><tbody>
${log.recent
  .slice(-20)
  .reverse()
  .map(({ time, operation, region, status }) =>
    row(time, operation, region ?? "", `${status ?? "cut"}`),
  )
  .join("\n")}
</tbody></table>
<script>${SCRIPT}</script></body></html>`;
  return {
    status: 200,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": policy(),
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cache-Control": "no-store",
    },
    body,
  };
}

function regionHtml(region: Region): string {
  const channels = region.channels.values();
  const more = channels.length - MAX_SHOWN;
  const counts = [
    [channels.length, "channels"],
    [region.streams.size, "live"],
    [region.recordings.size, "recording configurations"],
    [region.keyPairs.size, "playback keys"],
    [region.policies.size, "playback restriction policies"],
    [region.adConfigurations.size, "ad configurations"],
  ] as const;
  const shown = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `<h2>${escapeMarkup(region.name)}</h2><p>${shown.join(", ")}</p>
<table><thead><tr><th>Channel</th><th>Type</th><th>Stream</th><th></th></tr></thead><tbody>
${channels
  .slice(0, MAX_SHOWN)
  .map((channel) => channelHtml(region, channel))
  .join("\n")}
</tbody></table>${more > 0 ? `<p>And ${more} more.</p>` : ""}`;
}

function channelHtml(region: Region, { arn, name, type }: Channel): string {
  const stream = region.streams.get(arn);
  const label = escapeMarkup(name || arn);
  const hidden = `<input type="hidden" name="channelArn" value="${escapeMarkup(arn)}">`;
  const button = (route: string, text: string, fields = "") =>
    form(route, text, hidden + fields, "POST", `${text}: ${label}`);
  const starves = stream?.health === "STARVING";
  const change = `<input type="hidden" name="health" value="${starves ? "HEALTHY" : "STARVING"}">`;
  const controls = stream
    ? button("streams/stop", "End stream") +
      button("streams/start", starves ? "Feed" : "Starve", change)
    : button("streams/start", "Go live");
  const state = stream ? `${stream.health}, ${stream.viewerCount} viewers` : "";
  return `<tr><td>${label}<br><code>${escapeMarkup(arn)}</code></td><td>${type}</td><td>${state}</td><td>${controls}</td></tr>`;
}

function faultFields(): string {
  const names = new Set(services.flatMap(({ errors }) => Object.keys(errors)));
  const errors = [...names].map((name) => `error ${name}`);
  const fails = [...errors, "drop before", "drop after", "malformed", "truncated"];
  return [
    select("operation", "Operation", ["", ...services.flatMap(({ operations }) => operations)]),
    field("region", "Region", 'placeholder="any"'),
    select("fails", "How", ["", ...fails], "only a delay"),
    field("delayMs", "Delay in ms", 'type="number" min="0" max="600000"'),
    field("times", "Times, 0: all", 'type="number" min="0" value="1"'),
  ].join("");
}

/** A form that a script sends: there is nothing that it could do without one. */
function form(route: string, text: string, fields = "", method = "POST", label = ""): string {
  const name = label && ` aria-label="${label}"`;
  return `<form action="/_simulator/${route}" data-method="${method}">${fields}<button${name}>${escapeMarkup(text)}</button></form>`;
}

function field(name: string, label: string, attributes: string): string {
  return `<label>${label}<input name="${name}" ${attributes}></label>`;
}

function select(name: string, label: string, values: readonly string[], none = "any"): string {
  const options = values.map((value) => `<option value="${value}">${value || none}</option>`);
  return `<label>${label}<select name="${name}">${options.join("")}</select></label>`;
}

function row(...cells: string[]): string {
  return `<tr>${cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join("")}</tr>`;
}

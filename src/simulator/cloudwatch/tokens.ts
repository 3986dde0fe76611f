import { createHmac, randomBytes } from "node:crypto";
import { ServiceError } from "../errors";
import { errors } from "./errors";

/** Tokens hold for as long as the simulator runs, and nobody else can make one. */
const key = randomBytes(32);

/** Where a page begins: at the how manieth item, of which list if there are several. */
export interface Place {
  list: number;
  offset: number;
  /** The time as of which all pages are drawn. */
  now: number;
}

/** The token of the page that begins at a place. It is good for the same request only. */
export function writeToken({ list, offset, now }: Place, request: unknown): string {
  const place = `${list}.${offset}.${now}`;
  return Buffer.from(`${place}.${seal(place, request)}`).toString("base64url");
}

/** The place that a token stands for. Refuses one that was not given for this request. */
export function readToken(token: string, request: unknown): Place {
  const [list, offset, now, given] = Buffer.from(token, "base64url").toString().split(".");
  if (given !== seal(`${list}.${offset}.${now}`, request)) {
    const message = "NextToken is not one that was given for this request";
    throw new ServiceError("InvalidNextToken", errors.InvalidNextToken, message);
  }
  return { list: Number(list), offset: Number(offset), now: Number(now) };
}

function seal(place: string, request: unknown): string {
  return createHmac("sha256", key)
    .update(`${place}${JSON.stringify(request)}`)
    .digest("hex");
}

import { cbor, dateToTag } from "@smithy/core/cbor";
import { ServiceError } from "../errors";
import type { HttpRequest, HttpResponse } from "../http";
import { parseJson } from "../json";
import { parametersOf, queryResult, queryError as writeQueryError } from "../query";
import type { Call } from "../service";
import type { Shape } from "../shapes";
import type { XmlContent } from "../xml";
import { timestamp } from "./input";

/** One of the forms in which clients of CloudWatch ask, and are answered in. */
export interface Protocol {
  /** The operation that a request of this protocol names; undefined for a request of another. */
  operationOf(request: HttpRequest): string | undefined;
  /** The input as JSON has it; points in time in seconds since 1970. */
  read(request: HttpRequest, shape: Shape): unknown;
  /** The answer with an output, in which points in time are Dates. */
  write(call: Call, output: object): HttpResponse;
  writeError(error: ServiceError, requestId: string, request: HttpRequest): HttpResponse;
}

const TARGET = "GraniteServiceVersion20100801";
const NAMESPACE = "com.amazonaws.cloudwatch";
const XML_NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";

/** AWS JSON 1.0: what the SDK for JavaScript speaks. */
const json: Protocol = {
  operationOf({ method, headers }) {
    const [service, operation] = `${headers["x-amz-target"] ?? ""}`.split(".");
    return method === "POST" && service === TARGET ? operation : undefined;
  },
  read: ({ body }) => parseJson(body),
  write: (_, output) => jsonAnswer(200, output),
  writeError: (error, _, request) =>
    jsonAnswer(error.status, typed(error), queryErrorHeader(error, request)),
};

/** Smithy RPC v2 with CBOR: what the newest AWS CLI and boto3 speak. */
const rpcCbor: Protocol = {
  operationOf: ({ method, path }) => {
    const [, operation] =
      new RegExp(`^/service/${TARGET}/operation/(\\w+)$`).exec(method === "POST" ? path : "") ?? [];
    return operation;
  },
  read({ body }) {
    try {
      return body.length === 0 ? {} : untagged(cbor.deserialize(body));
    } catch {
      throw new ServiceError("SerializationException", 400, "The request's body is not CBOR");
    }
  },
  write: (_, output) => cborAnswer(200, output),
  writeError: (error, _, request) =>
    cborAnswer(error.status, typed(error), queryErrorHeader(error, request)),
};

/** The Query protocol, answered in XML: what older clients speak. */
const query: Protocol = {
  operationOf: (request) => parametersOf(request).get("Action") ?? undefined,
  read: (request, shape) => fromForm(treeOf(parametersOf(request)), shape),
  write: (call, output) => queryResult(call, XML_NAMESPACE, xmlOf(output)),
  writeError: (error, requestId) =>
    writeQueryError(
      new ServiceError(codeOf(error), error.status, error.message),
      XML_NAMESPACE,
      requestId,
    ),
};

/** The protocol of a request; one that cannot be told is answered as the oldest would be. */
export function protocolOf(request: HttpRequest): Protocol {
  return [json, rpcCbor].find((one) => one.operationOf(request) !== undefined) ?? query;
}

/** What the Query protocol calls the errors that have another name in the newer ones. */
const codes: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  ExpiredTokenException: "ExpiredToken",
  IncompleteSignatureException: "IncompleteSignature",
  InternalServiceFault: "InternalServiceError",
  InvalidParameterValueException: "InvalidParameterValue",
  InvalidSignatureException: "SignatureDoesNotMatch",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  ThrottlingException: "Throttling",
  UnknownOperationException: "InvalidAction",
  UnrecognizedClientException: "InvalidClientTokenId",
  ValidationException: "ValidationError",
};

function codeOf({ error }: ServiceError): string {
  return codes[error] ?? error;
}

function typed({ error, message }: ServiceError) {
  return { __type: `${NAMESPACE}#${error}`, message };
}

/** The header by which clients that once spoke Query go on telling errors by their old codes. */
function queryErrorHeader(error: ServiceError, { headers }: HttpRequest): Record<string, string> {
  if (headers["x-amzn-query-mode"] !== "true") return {};
  return {
    "x-amzn-query-error": `${codeOf(error)};${error.status < 500 ? "Sender" : "Receiver"}`,
  };
}

function jsonAnswer(status: number, output: object, headers = {}): HttpResponse {
  return {
    status,
    headers: { ...headers, "Content-Type": "application/x-amz-json-1.0" },
    body: JSON.stringify(withDates(output, (date) => date.getTime() / 1000)),
  };
}

function cborAnswer(status: number, output: object, headers = {}): HttpResponse {
  return {
    status,
    headers: { ...headers, "Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
    body: Buffer.from(cbor.serialize(withDates(output, dateToTag))),
  };
}

/** A value with its Dates written in some way, and without members that are undefined. */
function withDates(value: unknown, write: (date: Date) => unknown): unknown {
  if (value instanceof Date) return write(value);
  if (Array.isArray(value)) return value.map((item) => withDates(item, write));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, withDates(member, write)]),
  );
}

/** What CBOR had with a tag, without it: points in time are all that has one. */
function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== "object" || value === null) return value;
  if ("tag" in value && "value" in value && value.tag === 1) return value.value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, untagged(one)]));
}

/** A value as XML has it, where lists are elements called `member`. */
function xmlOf(value: unknown): XmlContent {
  if (value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString().replace(".000Z", "Z");
  if (Array.isArray(value)) return { member: value.map(xmlOf) };
  if (typeof value !== "object" || value === null) return `${value}`;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, xmlOf(one)]));
}

/** A form's fields as a tree: `A.member.1.B` is a leaf four branches deep. */
interface Tree extends Map<string, Tree | string> {}

function treeOf(form: URLSearchParams): Tree {
  const root: Tree = new Map();
  for (const [name, value] of form) {
    const path = name.split(".");
    const leaf = path.pop() ?? "";
    let branch = root;
    for (const part of path) {
      const known = branch.get(part);
      const next: Tree = typeof known === "object" ? known : new Map();
      branch.set(part, next);
      branch = next;
    }
    branch.set(leaf, value);
  }
  return root;
}

/** A form's tree as the input that its shape describes. What does not fit is left for the check. */
function fromForm(tree: Tree | string | undefined, shape: Shape): unknown {
  if (typeof tree !== "object") {
    if (tree === undefined) return undefined;
    if (shape === timestamp) return Date.parse(tree) / 1000;
    if (shape.type === "integer" || shape.type === "number") return Number(tree);
    if (shape.type === "boolean") return tree === "true";
    // An empty list is written as an empty text.
    return shape.type === "list" && tree === "" ? [] : tree;
  }
  if (shape.type === "list") {
    const items = tree.get("member");
    if (typeof items !== "object") return tree;
    const inOrder = [...items].sort(([one], [other]) => Number(one) - Number(other));
    return inOrder.map(([, item]) => fromForm(item, shape.member));
  }
  if (shape.type !== "structure") return tree;
  const members = Object.entries({ ...shape.required, ...shape.optional });
  return Object.fromEntries(members.map(([name, one]) => [name, fromForm(tree.get(name), one)]));
}

import { ACCOUNT_ID } from "./model";
import { list, structure, text, validate } from "./shapes";

/** One access key, and what its user may do. */
export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials: must come with every call. */
  sessionToken?: string;
  /** When temporary credentials end: ISO 8601. */
  expires?: string;
  /** What a refusal calls whoever holds it. */
  user?: string;
  /** Such as `ivs:Get*` or `s3:*`; everything unless given. */
  allow?: string[];
}

const keysShape = structure({
  keys: list(
    structure(
      { accessKeyId: text(1), secretAccessKey: text(1) },
      { sessionToken: text(1), expires: text(1), user: text(1), allow: list(text(1)) },
    ),
    1,
  ),
});

/** The keys that a credentials file holds. Throws an Error that says what is wrong with it. */
export function readKeys(json: string): AccessKey[] {
  const { keys } = validate(keysShape, JSON.parse(json)) as { keys: AccessKey[] };
  for (const { accessKeyId, expires } of keys) {
    if (expires !== undefined && Number.isNaN(Date.parse(expires))) {
      throw new Error(`expires of ${accessKeyId} is no date`);
    }
  }
  return keys;
}

/** Whether a key's user may do something, such as `ivs:GetChannel`. */
export function isAllowed({ allow = ["*"] }: AccessKey, action: string): boolean {
  return allow.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[^\w:]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
  });
}

/** The ARN of the user who holds a key. */
export function userArn({ user, accessKeyId }: AccessKey): string {
  return `arn:aws:iam::${ACCOUNT_ID}:user/${user ?? accessKeyId}`;
}

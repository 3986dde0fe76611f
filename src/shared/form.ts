/**
 * The wire between the host and a form's page. Types and constants only: the host says what to draw, the page draws
 * it and says what was typed. The page knows nothing of AWS; the host keeps nothing of what is being typed.
 */

/** What a field holds: text, a number as text, a choice's value, yes or no, several values, tags. */
export type Value = string | boolean | readonly string[] | readonly Tag[];
export interface Tag {
  readonly key: string;
  readonly value: string;
}
/** What is typed, by field id. */
export type Values = Readonly<Record<string, Value>>;

interface Common {
  readonly id: string;
  readonly label: string;
  /** One or two sentences below the label: plain text. */
  readonly description?: string;
  /** Folded away under "More". */
  readonly more?: boolean;
}

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

export type Field =
  | (Common & { readonly kind: "text"; readonly placeholder?: string })
  | (Common & { readonly kind: "number"; readonly unit?: string })
  | (Common & {
      readonly kind: "choice";
      readonly options: readonly Option[];
      readonly action?: Action;
    })
  | (Common & { readonly kind: "check" })
  | (Common & { readonly kind: "checks"; readonly options: readonly Option[] })
  | (Common & { readonly kind: "tags"; readonly max: number });

/** A button beside a notice, a field or a result. */
export interface Action {
  readonly id: string;
  readonly label: string;
}

/** Something to know before submitting. */
export interface Notice {
  readonly tone: "info" | "warning" | "error";
  readonly text: string;
  readonly lines?: readonly string[];
  /** What will be done, in this order. */
  readonly steps?: readonly string[];
  readonly actions?: readonly Action[];
}

/** A page to draw. Fields that are not in it are not shown, and keep what was typed in them. */
export interface Form {
  readonly title: string;
  /** What it is about, where several forms have this title: its tab says so, too. */
  readonly about?: string;
  readonly intro?: string;
  readonly notices: readonly Notice[];
  readonly fields: readonly Field[];
  /** What the primary button does, e.g. "Create Channel". */
  readonly submit: string;
  /** Something that was sent may have been done: the page remembers it over a reload, so that it can be warned of. */
  readonly doubtful?: boolean;
  /** What was typed when the form was closed last, while it is offered: the page remembers it over a reload. */
  readonly draft?: Values;
  /** Undefined: it may be submitted (its problems are shown all the same). Else why it may not be now. */
  readonly blocked?: string;
}

/** What is wrong, by field id; FORM is the form as a whole. */
export type Problems = Readonly<Record<string, string>>;

/** Where the problem of a form as a whole stands in Problems. */
export const FORM = "";

/** What submitting brought about. */
export interface Result {
  readonly title: string;
  readonly text?: string;
  readonly lines?: readonly string[];
  readonly facts: readonly Fact[];
  readonly actions: readonly Action[];
}

export interface Fact {
  readonly id: string;
  readonly label: string;
  /** Undefined: a secret, which is masked; the page asks for it by `reveal`, or has it copied by `copy`. */
  readonly value?: string;
}

/** Words of the page itself, in the person's language. */
export type Words = Readonly<
  Record<
    | "info"
    | "warning"
    | "error"
    | "more"
    | "cancel"
    | "addTag"
    | "removeTag"
    | "tagKey"
    | "tagValue"
    | "copy"
    | "copied"
    | "show"
    | "hide"
    | "close"
    | "discardQuestion"
    | "discard"
    | "keepEditing",
    string
  >
>;

/** A resource, and the connection through which it is seen. */
export interface FormRef {
  readonly connection: string;
  readonly arn: string;
}

/** What a form is about: enough to open it again after a reload. */
export interface FormTarget {
  readonly connection?: string;
  /** What it acts on. */
  readonly refs?: readonly FormRef[];
  /** The recording configuration that a new channel is to be recorded by. */
  readonly recording?: string;
  /** The configuration that is copied failed, and is to be deleted once the new one is created. */
  readonly replaces?: boolean;
  /** Attaching is opened for detaching. */
  readonly detach?: boolean;
  /** The form that waits for what this one creates. */
  readonly back?: string;
}

/** What the page keeps while it is hidden and over a reload. Never a secret. */
export interface SavedForm {
  readonly kind: string;
  readonly target: FormTarget;
  readonly typed?: Values;
  readonly draft?: Values;
  /** Something was under way. */
  readonly busy?: boolean;
  readonly done?: boolean;
}

export type ToPage =
  /** The first answer to `ready`: draw this, with these values. `saved`: what to keep, with what is typed. */
  | {
      readonly type: "show";
      readonly form: Form;
      readonly values: Values;
      readonly words: Words;
      readonly saved: SavedForm;
    }
  /** The form as it is now, for what is typed or for what changed in AWS; what is typed stays. */
  | { readonly type: "update"; readonly form: Form; readonly problems: Problems }
  /** Sets fields, e.g. after a notice's button. */
  | { readonly type: "set"; readonly values: Values }
  | { readonly type: "focus"; readonly id: string }
  /** At work; nothing can be typed. */
  | { readonly type: "busy"; readonly text: string; readonly cancellable: boolean }
  /** It failed or was refused: the form stays as it was, with the reasons. */
  | { readonly type: "problems"; readonly problems: Problems }
  | {
      readonly type: "done";
      readonly result: Result;
      readonly words: Words;
      readonly saved: SavedForm;
    }
  /** The answer to `reveal`. */
  | { readonly type: "secret"; readonly id: string; readonly value: string }
  /** The answer to `copy`. */
  | { readonly type: "copied"; readonly id: string };

export type ToHost =
  /** The page can be talked to. `typed`: what it kept over a reload or a hidden tab. */
  | { readonly type: "ready"; readonly typed?: Values }
  | { readonly type: "changed"; readonly values: Values }
  | { readonly type: "submit"; readonly values: Values }
  | { readonly type: "action"; readonly id: string; readonly values: Values }
  | { readonly type: "cancel" }
  | { readonly type: "copy"; readonly id: string }
  | { readonly type: "reveal"; readonly id: string }
  | { readonly type: "close" };

import type { Form, FormTarget, Problems, Result, Values } from "../shared/form";

/** What a form may do with its page, besides answering it. */
export interface FormHost {
  readonly target: FormTarget;
  /** Draws the form anew: something that it shows has changed. */
  redraw(): void;
  set(values: Values): void;
  focus(id: string): void;
  /** Opens another form; `back` in its target: this one's address. */
  open(kind: string, target: FormTarget): void;
  readonly address: string;
  /** The form that waits for what this one creates; undefined when it was closed. */
  back(): FormHost | undefined;
  /** Submits what is typed, as the primary button does. `how`: another way than its. */
  submit(values: Values, how?: string): void;
  /** Brings the form to the front. */
  reveal(): void;
}

/** What submitting a form says while it is under way. */
export interface FormProgress {
  /** Says how far it is. `cancellable`: the person may stop it. */
  report(text: string, cancellable?: boolean): void;
  readonly signal: AbortSignal;
}

/** How submitting a form ended. */
export type FormEnd =
  | { readonly kind: "problems"; readonly problems: Problems }
  /** The form has nothing more to say: it closes, and the status bar says that. */
  | { readonly kind: "closed"; readonly said: string }
  | FormDone;

export interface FormDone {
  readonly kind: "done";
  readonly result: Result;
  /** The secrets of the result's facts, by id, read when asked for. */
  readonly secret?: (id: string) => Promise<string | undefined>;
  readonly action?: (id: string) => Promise<void> | void;
}

/** A form that was opened: functions of what is typed. It is the host's half of a page; see shared/form.ts. */
export interface FormController {
  /** What its fields hold at first. */
  readonly initial: Values;
  /** What is typed is not kept when the form is closed: a confirmation is given anew, a secret is nowhere kept. */
  readonly isForgotten?: true;
  draw(values: Values): Form;
  check(values: Values): Problems;
  run(values: Values, progress: FormProgress, how?: string): Promise<FormEnd>;
  /** A button beside a notice or field. */
  action?(id: string, values: Values): Promise<void> | void;
  /** What was read of AWS has changed. */
  changed?(): void;
  /** The person typed. */
  typed?(values: Values): void;
  dispose?(): void;
}

/** Opens a form of a kind: reads what it must know before it can be drawn. Throws when it can't. */
export type OpenForm = (host: FormHost) => Promise<FormController>;

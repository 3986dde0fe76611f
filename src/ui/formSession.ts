import { l10n } from "vscode";
import {
  FORM,
  type Form,
  type FormTarget,
  type Notice,
  type Problems,
  type SavedForm,
  type ToPage,
  type Values,
} from "../shared/form";
import type { FormController, FormDone, FormEnd, FormHost, OpenForm } from "./form";
import { toHost } from "./formMessages";
import { pageWords } from "./formWords";

/** What one form needs of the place it is shown in. */
export interface FormPlace {
  /** Sends a message to the page. */
  post(message: ToPage): void;
  setTitle(title: string): void;
  /** The form has nothing more to say but this. */
  close(said?: string): void;
  reveal(): void;
  copy(text: string): Promise<void>;
  /** Says why something failed, in a sentence, and logs it. */
  explain(error: unknown): string;
  /** Shows a sentence that belongs to no field. */
  showError(sentence: string): void;
  /** Keeps what was typed until the form is opened again; undefined: nothing any more. */
  keep(draft: Values | undefined): void;
  /** Opens another form. */
  open(kind: string, target: FormTarget): void;
  /** The open form at an address. */
  at(address: string): FormHost | undefined;
  /** What the form was opened for is done: the next one like it is a new one. */
  ended(): void;
}

/** The buttons of the notice that offers what was typed before. */
const RESTORE = "draft.restore";
const DISCARD = "draft.discard";

/** A form is in one phase at a time. */
type Phase =
  | { readonly kind: "opening" }
  /** It could not be opened. */
  | { readonly kind: "broken"; readonly why: string }
  /** `problems`: why the last try failed; they stand until something is changed. */
  | { readonly kind: "editing"; readonly form: FormController; readonly problems: Problems }
  | {
      readonly kind: "working";
      readonly form: FormController;
      readonly text: string;
      readonly cancellable: boolean;
      readonly abort: AbortController;
    }
  | { readonly kind: "done"; readonly end: FormDone }
  | { readonly kind: "closed" };

/**
 * One form at work, wherever its page is shown. What is typed is the page's to keep; here it is only looked at. A page
 * that is hidden is gone, and comes back with what it kept.
 */
export class FormSession {
  readonly host: FormHost;
  #phase: Phase = { kind: "opening" };
  #values: Values = {};
  /** The page is on screen and can be talked to. */
  #ready = false;
  /** What was set while the page was away. */
  #waiting: Values = {};

  constructor(
    private readonly kind: string,
    private readonly target: FormTarget,
    /** The window was reloaded while something was under way. */
    private interrupted: boolean,
    private readonly openForm: OpenForm,
    private readonly place: FormPlace,
    /** What was typed when it was closed last, until the person says what to do with it. */
    private draft?: Values,
  ) {
    this.host = {
      target,
      redraw: () => this.#update(),
      set: (values) => this.#set(values),
      focus: (id) => this.#post({ type: "focus", id }),
      open: (other, at) => place.open(other, at),
      address: addressOf(kind, target),
      back: () => (target.back ? place.at(target.back) : undefined),
      submit: (values, how) => void this.#submit(values, how),
      reveal: () => place.reveal(),
    };
    void this.#start();
  }

  /** What was read of AWS has changed: a form shows how things are now. */
  changed(): void {
    if (this.#phase.kind === "editing") this.#phase.form.changed?.();
    this.#update();
  }

  /** The page is not on screen any more. */
  hidden(): void {
    this.#ready = false;
  }

  /** The page is gone for good; what was typed and not submitted is kept, unless the person discarded it. */
  dispose(): void {
    const phase = this.#phase;
    if (phase.kind === "editing") this.place.keep(this.#typed(phase.form) ?? this.draft);
    this.#phase = { kind: "closed" };
    if ("form" in phase) phase.form.dispose?.();
  }

  /** A message of the page; what is none of ours is ignored. */
  async receive(raw: unknown): Promise<void> {
    const message = toHost(raw);
    if (!message) return;
    const phase = this.#phase;
    switch (message.type) {
      case "ready":
        this.#ready = true;
        this.#values = { ...this.#values, ...message.typed, ...this.#waiting };
        this.#waiting = {};
        this.#show();
        return;
      case "changed":
        this.#values = message.values;
        if (phase.kind !== "editing") return;
        this.#phase = { ...phase, problems: {} };
        phase.form.typed?.(message.values);
        this.#update();
        return;
      case "submit":
        return this.#submit(message.values);
      case "action":
        this.#values = message.values;
        if (message.id === RESTORE || message.id === DISCARD) return this.#settleDraft(message.id);
        if (phase.kind === "done") await this.#attempt(() => phase.end.action?.(message.id));
        if (phase.kind === "editing")
          await this.#attempt(() => phase.form.action?.(message.id, message.values));
        return;
      case "cancel":
        if (phase.kind === "working") phase.abort.abort();
        return;
      case "copy": {
        const value = await this.#fact(message.id);
        if (value === undefined) return;
        await this.place.copy(value);
        this.#post({ type: "copied", id: message.id });
        return;
      }
      case "reveal": {
        const value = await this.#fact(message.id);
        if (value !== undefined) this.#post({ type: "secret", id: message.id, value });
        return;
      }
      case "close":
        // The person was asked before: what is typed is discarded.
        if (phase.kind === "editing") this.#values = phase.form.initial;
        this.place.close();
        return;
      default:
        message satisfies never;
    }
  }

  async #start(): Promise<void> {
    this.#phase = { kind: "opening" };
    try {
      const form = await this.openForm(this.host);
      if (this.#isClosed()) return form.dispose?.();
      this.#phase = { kind: "editing", form, problems: {} };
      this.#values = { ...form.initial, ...this.#values };
    } catch (error) {
      if (this.#isClosed()) return;
      this.#phase = { kind: "broken", why: this.place.explain(error) };
    }
    this.#show();
  }

  async #submit(values: Values, how?: string): Promise<void> {
    const phase = this.#phase;
    if (phase.kind === "broken") return this.#start();
    if (phase.kind !== "editing") return;
    const { form } = phase;
    this.#values = values;
    this.interrupted = false;
    const problems = form.check(values);
    if (Object.keys(problems).length > 0) {
      this.#phase = { ...phase, problems: {} };
      return this.#refuse(problems);
    }
    const abort = new AbortController();
    const work = (text: string, cancellable: boolean) => {
      if (this.#isClosed()) return;
      this.#phase = { kind: "working", form, text, cancellable, abort };
      this.#post({ type: "busy", text, cancellable });
    };
    work(l10n.t("Working…"), false);
    const report = (text: string, cancellable = false) => work(text, cancellable);
    let end: FormEnd;
    try {
      end = await form.run(values, { signal: abort.signal, report }, how);
    } catch (error) {
      end = { kind: "problems", problems: { [FORM]: this.place.explain(error) } };
    }
    if (this.#isClosed()) return this.#endUnseen(form, values, end);
    if (end.kind !== "problems") {
      this.draft = undefined;
      this.place.keep(undefined);
    }
    switch (end.kind) {
      case "problems":
        this.#phase = { kind: "editing", form, problems: end.problems };
        this.#refuse(end.problems);
        return;
      case "closed":
        this.place.close(end.said);
        return;
      case "done":
        form.dispose?.();
        this.#phase = { kind: "done", end };
        this.place.ended();
        this.#show();
        return;
      default:
        end satisfies never;
    }
  }

  /** The tab was closed while this was under way: what failed is said, and what was typed is kept. */
  #endUnseen(form: FormController, values: Values, end: FormEnd): void {
    this.#values = values;
    this.place.keep(end.kind === "problems" ? this.#typed(form) : undefined);
    if (end.kind === "problems") this.place.showError(Object.values(end.problems).join(" "));
  }

  /** What is typed and not as it was at first; undefined where nothing is, or where it is not to be kept. */
  #typed({ initial, isForgotten }: FormController): Values | undefined {
    const typed = Object.entries(this.#values).filter(
      ([id, value]) => JSON.stringify(value) !== JSON.stringify(initial[id]),
    );
    return isForgotten || typed.length === 0 ? undefined : Object.fromEntries(typed);
  }

  #settleDraft(how: typeof RESTORE | typeof DISCARD): void {
    const { draft } = this;
    this.draft = undefined;
    this.place.keep(undefined);
    if (how === RESTORE && draft) this.#set(draft);
    this.#update();
  }

  #isClosed(): boolean {
    return this.#phase.kind === "closed";
  }

  #refuse(problems: Problems): void {
    this.#update();
    this.#post({ type: "problems", problems });
  }

  /** Draws the whole page. */
  #show(): void {
    const phase = this.#phase;
    if (!this.#ready) return;
    switch (phase.kind) {
      case "opening":
      case "closed":
        return;
      case "done": {
        const saved: SavedForm = { kind: this.kind, target: this.target, done: true };
        this.place.setTitle(phase.end.result.title);
        this.#post({ type: "done", result: phase.end.result, words: pageWords(), saved });
        return;
      }
      case "broken":
        this.#showForm({
          title: l10n.t("IVS"),
          notices: [{ tone: "error", text: phase.why }],
          fields: [],
          submit: l10n.t("Retry"),
        });
        return;
      case "editing":
        this.#showForm(this.#draw(phase.form));
        phase.form.typed?.(this.#values);
        this.#update();
        if (Object.keys(phase.problems).length > 0) this.#refuse(phase.problems);
        return;
      case "working": {
        const { text, cancellable } = phase;
        this.#showForm(this.#draw(phase.form));
        this.#post({ type: "busy", text, cancellable });
        return;
      }
      default:
        phase satisfies never;
    }
  }

  #showForm(form: Form): void {
    const saved: SavedForm = { kind: this.kind, target: this.target };
    this.#setTitle(form);
    this.#post({ type: "show", form, values: this.#values, words: pageWords(), saved });
  }

  #setTitle({ title, about }: Form): void {
    this.place.setTitle(about ? `${title} · ${about}` : title);
  }

  /** Draws what may have changed. */
  #update(): void {
    if (this.#phase.kind !== "editing") return;
    const { form: controller, problems } = this.#phase;
    const form = this.#draw(controller);
    this.#setTitle(form);
    this.#post({
      type: "update",
      form,
      problems: { ...problems, ...controller.check(this.#values) },
    });
  }

  #draw(controller: FormController): Form {
    const form = this.#withDraft(controller.draw(this.#values));
    if (!this.interrupted) return form;
    const text = l10n.t(
      "The window was reloaded while this was under way. Check in the tree whether it was done before you do it again.",
    );
    return { ...form, notices: [{ tone: "warning", text }, ...form.notices] };
  }

  #withDraft(form: Form): Form {
    const { draft } = this;
    if (!draft) return form;
    const notice: Notice = {
      tone: "info",
      text: l10n.t("This form was closed before it was submitted. Continue where you left off?"),
      actions: [
        { id: RESTORE, label: l10n.t("Restore") },
        { id: DISCARD, label: l10n.t("Discard") },
      ],
    };
    return { ...form, draft, notices: [notice, ...form.notices] };
  }

  #set(values: Values): void {
    this.#values = { ...this.#values, ...values };
    if (!this.#ready) this.#waiting = { ...this.#waiting, ...values };
    this.#post({ type: "set", values });
    if (this.#phase.kind !== "editing") return;
    this.#phase = { ...this.#phase, problems: {} };
    this.#phase.form.typed?.(this.#values);
    this.#update();
  }

  /** A fact of the result: what it shows, or a secret that is read now. */
  async #fact(id: string): Promise<string | undefined> {
    const phase = this.#phase;
    if (phase.kind !== "done") return undefined;
    const fact = phase.end.result.facts.find((each) => each.id === id);
    if (!fact) return undefined;
    return fact.value ?? (await this.#attempt(() => phase.end.secret?.(id)));
  }

  async #attempt<T>(act: () => Promise<T> | T): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      this.place.showError(this.place.explain(error));
      return undefined;
    }
  }

  #post(message: ToPage): void {
    if (this.#ready) this.place.post(message);
  }
}

/** What tells one open form from another. */
export function addressOf(kind: string, target: FormTarget): string {
  const { connection, refs, recording, detach, back } = target;
  return JSON.stringify([kind, connection, refs, recording, detach, back]);
}

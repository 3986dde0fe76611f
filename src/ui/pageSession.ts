import { env, l10n } from "vscode";
import type { Ref } from "../core/ref";
import type { PagePlace, PageSection, PageWords, ToPage } from "../shared/page";
import type { LinkedCommand } from "./manifest";
import type { OpenPage, PageController, SectionController } from "./page";
import { toHost } from "./pageMessages";

/** What a page needs of the place it is shown in. */
export interface PagePanelPlace {
  post(message: ToPage): void;
  setTitle(title: string): void;
  pin(): void;
  copy(text: string): Promise<void>;
  /** Says why something failed, in a sentence, and logs it. */
  explain(error: unknown, ref: Ref): string;
  showError(sentence: string): void;
  command(name: LinkedCommand, ref: Ref): void;
}

/**
 * One page at work, wherever it is shown. It sends only the sections that are otherwise than they were. A page that is
 * hidden is gone, and is drawn anew when it comes back.
 */
export class PageSession {
  #ref: Ref;
  #page: PageController;
  #pinned: boolean;
  /** The page can be talked to. */
  #ready = false;
  #visible = true;
  /** The window that it is in can be seen. */
  #windowSeen = true;
  #seen = false;
  /** What the page shows, by section, as text to compare with. */
  #shown = new Map<string, string>();
  #header = "";
  #drawing = false;
  /** Shown once, as soon as the page can be talked to. */
  #secret: PagePlace | undefined;

  constructor(
    ref: Ref,
    pinned: boolean,
    private readonly open: OpenPage,
    private readonly place: PagePanelPlace,
  ) {
    this.#ref = ref;
    this.#pinned = pinned;
    this.#page = this.#openPage(ref);
    this.place.setTitle(this.#page.title());
  }

  get ref(): Ref {
    return this.#ref;
  }

  get pinned(): boolean {
    return this.#pinned;
  }

  set pinned(pinned: boolean) {
    this.#pinned = pinned;
    this.#show();
  }

  /** Shows another resource on the same page. */
  show(ref: Ref): void {
    if (ref.arn === this.#ref.arn && ref.connection === this.#ref.connection) return;
    this.#close();
    this.#ref = ref;
    this.#seen = false;
    this.#page = this.#openPage(ref);
    this.#show();
    this.#look();
  }

  /** Shows a secret once. */
  async reveal(place: PagePlace): Promise<void> {
    if (!this.#ready) this.#secret = place;
    else await this.#attempt(() => this.#reveal(place));
  }

  /** What was read of AWS has changed. */
  changed(): void {
    for (const section of this.#page.sections) section.changed?.();
    this.#redraw();
  }

  /** The panel came to the front or went behind another: a page that is behind is gone. */
  visible(visible: boolean): void {
    this.#visible = visible;
    if (!visible) this.#ready = false;
    this.#look();
  }

  dispose(): void {
    this.#close();
    this.#ready = false;
  }

  /** A message of the page; what is none of ours is ignored. */
  async receive(raw: unknown): Promise<void> {
    const message = toHost(raw);
    if (!message) return;
    switch (message.type) {
      case "ready": {
        this.#ready = true;
        this.#windowSeen = true;
        this.#show();
        this.#look();
        const secret = this.#secret;
        this.#secret = undefined;
        if (secret) await this.reveal(secret);
        return;
      }
      case "seen":
        this.#windowSeen = message.seen;
        this.#look();
        return;
      case "pin":
        this.place.pin();
        return;
      case "act":
        await this.#attempt(() => this.#find(message)?.act?.(message.id));
        this.#redraw();
        return;
      case "choose":
        this.#find(message)?.choose?.(message.id, message.value);
        this.#redraw();
        return;
      case "copy":
        await this.#attempt(async () => {
          const text = await this.#find(message)?.text?.(message.id);
          if (text === undefined) return;
          await this.place.copy(text);
          this.#post({ type: "copied", section: message.section, id: message.id });
        });
        return;
      case "reveal":
        await this.#attempt(() => this.#reveal(message));
        return;
      default:
        message satisfies never;
    }
  }

  async #reveal({ section, id }: PagePlace): Promise<void> {
    const ref = this.#ref;
    const text = await this.#find({ section, id })?.text?.(id);
    // Another resource may be shown meanwhile.
    if (text !== undefined && ref === this.#ref) this.#post({ type: "secret", section, id, text });
  }

  #find({ section }: PagePlace): SectionController | undefined {
    return this.#page.sections.find((each) => each.draw()?.id === section);
  }

  #openPage(ref: Ref): PageController {
    const session = this;
    return this.open({
      ref,
      get seen() {
        return session.#seen;
      },
      redraw: () => ref === this.#ref && this.#redraw(),
      explain: (error) => this.place.explain(error, ref),
      command: (name) => this.place.command(name, ref),
    });
  }

  #close(): void {
    for (const section of this.#page.sections) section.dispose?.();
  }

  /** Tells the sections whether they are seen, when that has changed. */
  #look(): void {
    const seen = this.#ready && this.#visible && this.#windowSeen;
    if (seen === this.#seen) return;
    this.#seen = seen;
    for (const section of this.#page.sections) section.seen?.(seen);
  }

  #sections(): PageSection[] {
    return this.#page.sections.flatMap((section) => section.draw() ?? []);
  }

  #show(): void {
    const show = this.first();
    if (!this.#ready) return;
    const { title, sections } = show.model;
    this.#shown = new Map(sections.map((section) => [section.id, JSON.stringify(section)]));
    this.#header = JSON.stringify([title, [...this.#shown.keys()]]);
    this.#post(show);
  }

  /** All of the page as it is now: drawn before it can be talked to, it saves a person the way there and back. */
  first(): Extract<ToPage, { type: "show" }> {
    const title = this.#page.title();
    this.place.setTitle(title);
    return {
      type: "show",
      model: { title, pinned: this.#pinned, sections: this.#sections() },
      words: pageWords(),
      language: env.language,
      saved: { ...this.#ref, pinned: this.#pinned },
    };
  }

  /** Draws soon what is otherwise now: of many changes at once there is one redraw. */
  #redraw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    queueMicrotask(() => {
      this.#drawing = false;
      this.#update();
    });
  }

  #update(): void {
    const title = this.#page.title();
    this.place.setTitle(title);
    if (!this.#ready) return;
    const all = this.#sections();
    const sections = all.filter((section) => {
      const text = JSON.stringify(section);
      if (this.#shown.get(section.id) === text) return false;
      this.#shown.set(section.id, text);
      return true;
    });
    const order = all.map(({ id }) => id);
    for (const id of this.#shown.keys()) if (!order.includes(id)) this.#shown.delete(id);
    const header = JSON.stringify([title, order]);
    if (sections.length === 0 && header === this.#header) return;
    this.#header = header;
    this.#post({ type: "update", title, pinned: this.#pinned, order, sections });
  }

  async #attempt(act: () => Promise<void> | void): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.place.showError(this.place.explain(error, this.#ref));
    }
  }

  #post(message: ToPage): void {
    if (this.#ready) this.place.post(message);
  }
}

function pageWords(): PageWords {
  return {
    reading: l10n.t("Reading…"),
    copy: l10n.t("Copy"),
    copied: l10n.t("Copied"),
    show: l10n.t("Show"),
    hide: l10n.t("Hide"),
    pin: l10n.t("Pin"),
    pinned: l10n.t("Pinned"),
    info: l10n.t("Note"),
    good: l10n.t("Good"),
    warning: l10n.t("Warning"),
    error: l10n.t("Error"),
    table: l10n.t("Show as table"),
    time: l10n.t("Time"),
    none: l10n.t("no data"),
    keys: l10n.t("Arrow keys move the cursor."),
  };
}

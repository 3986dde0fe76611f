import type { ConnectionId } from "./ref";

/** Something of several steps, as it is kept from before it begins until it has ended: a window may crash at any moment. */
export interface Plan<Data = unknown> {
  /** Random, or made of what it is about where there is to be one only. Letters, digits and "-". */
  readonly id: string;
  /** Says who can go on with it. */
  readonly kind: string;
  readonly connection: ConnectionId;
  /** What is being done, in words: "Attaching 30 channels to vod". */
  readonly title: string;
  /** Plain data: what is needed to go on, or to take it back. */
  readonly data: Data;
}

/** Keeps plans for all windows of this machine. Each belongs to one window at a time. Calls reject when the disk does. */
export interface Journal {
  /** Keeps a plan as it stands; it is this window's from now on. */
  save(plan: Plan): Promise<void>;
  /** It has ended. */
  forget(id: string): Promise<void>;
  /** The plans whose windows are gone. */
  abandoned(): Promise<readonly Plan[]>;
  /** The plans of this window. */
  own(): Promise<readonly Plan[]>;
  /**
   * Makes a plan this window's. False when it has ended, or another window has it; `force`: takes it from another
   * window, as the person wishes.
   */
  claim(id: string, force?: boolean): Promise<boolean>;
  /** All plans of a kind, whoever's they are, with whether they are this window's. */
  all(kind: string): Promise<readonly { readonly plan: Plan; readonly own: boolean }[]>;
}

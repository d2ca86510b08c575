/**
 * What one kind of secret looks like. A rule is tried only where one of its anchors stands, so the cost of a text is
 * one table look-up per character. Every quantifier is bounded, so no text can make it slow. No class matches a line
 * break: a match never leaves its line, but for the rules of `next-line-rules.ts`.
 */
export interface Rule {
  name: string;
  /** Lower-case literals (their case in the text does not matter) of which every match has one at its start. */
  anchors: readonly string[];
  /** Where the match starts before the anchor. Default 0. */
  back?: number;
  /** Source of the expression. Group 1, where there is one, is a lead that stays visible. */
  pattern: string;
  ignoreCase?: boolean;
}

/** A change of any rule is a change of this. */
export const RULES_VERSION = "2026-11-21.1";

/** Not inside a word; an ANSI sequence or an escaped line break before it is no word. */
export const WORD_START = "(?:(?<![A-Za-z0-9])|(?<=\\x1b\\[[0-9;]{0,16}m)|(?<=\\\\[nrt]))";

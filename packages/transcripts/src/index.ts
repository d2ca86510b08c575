/** What did other tools record on this machine? Readers come with the Agent Console. */
export {};

/** How does one agent take a turn? Adapters come with the Agent Console; the place is kept so that imports have one home. */
export {};

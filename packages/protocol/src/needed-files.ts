/** What a definition needs on disk before a run of it is started. Paths are absolute unless said otherwise. */
export interface NeededFiles {
  /** The file that holds the definition. */
  definedIn: string;
  /** Its folder: no file may lie outside it, also not by a link. */
  folder: string;
  files: {
    path: string;
    /** It is run itself: then it must be executable. */
    isProgram: boolean;
    /** A PATH that the definition sets itself, for the interpreter of the program. */
    searchPath?: string;
  }[];
  programs: {
    /** As written: a bare name is looked for on PATH, a relative path starts at the working directory. */
    name: string;
    /** Working directory, relative to the workspace; its root when absent. */
    cwd?: string;
    /** A PATH that the definition sets itself. */
    searchPath?: string;
  }[];
}

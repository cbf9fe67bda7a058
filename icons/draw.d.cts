/** Returns each file's name and text. */
export declare function draw(): Array<[file: string, text: string]>;

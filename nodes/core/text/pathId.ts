/**
 * Returns whether a remote text can be an id in the path of a request: up to 100 characters, without spaces, control
 * characters and halves of characters (`encodeURIComponent` throws on these). Dots alone would leave the path.
 */
export function isPathId(text: string): boolean {
	return /^[^\s\p{Cc}\p{Cs}]{1,100}$/u.test(text) && !/^\.+$/.test(text);
}

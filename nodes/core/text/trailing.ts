/**
 * Returns a text without all copies of a character at its end. It takes linear time, while `/\/+$/` starts again at
 * each slash and takes hours for a megabyte of them.
 *
 * @param character one UTF-16 unit
 */
export function withoutTrailing(text: string, character: string): string {
	let end = text.length;
	while (end > 0 && text[end - 1] === character) end--;
	return text.slice(0, end);
}

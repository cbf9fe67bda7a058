import type { Edit } from './breaks';

/**
 * The files that edits change, as they are after them.
 *
 * @param read gives a file's text by its path in the repository
 * @throws where a text that is to be replaced does not stand in its file exactly once
 */
export function applied(
	edits: readonly Edit[],
	read: (file: string) => string,
): Map<string, string> {
	const files = new Map<string, string>();
	for (const [file, text, wrong] of edits) {
		const source = files.get(file) ?? read(file);
		const count = source.split(text).length - 1;
		if (count !== 1)
			throw new Error(`${file} has ${JSON.stringify(text)} ${count} times, not once.`);
		files.set(
			file,
			source.replace(text, () => wrong),
		);
	}
	return files;
}

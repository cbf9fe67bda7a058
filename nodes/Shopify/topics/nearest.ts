/**
 * Returns the names with the most similar spelling, the nearest first.
 *
 * @param count the most names to return
 */
export function nearest(name: string, names: readonly string[], count: number): string[] {
	return names
		.map((other) => ({ other, distance: editDistance(name.slice(0, 100), other) }))
		.sort((left, right) => left.distance - right.distance)
		.slice(0, count)
		.map(({ other }) => other);
}

/** Returns how many letters are inserted, removed or replaced (Levenshtein). */
function editDistance(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (let line = 1; line <= from.length; line++) {
		const next = [line];
		for (let column = 1; column <= to.length; column++) {
			const changed = row[column - 1] + (from[line - 1] === to[column - 1] ? 0 : 1);
			next.push(Math.min(changed, row[column] + 1, next[column - 1] + 1));
		}
		row = next;
	}
	return row[to.length];
}

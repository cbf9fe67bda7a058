/**
 * Runs `work` on all items in their order, at most `limit` at a time. After an error no further item starts. The
 * error is thrown when the running items have ended.
 */
export async function mapLimit<Item>(
	items: readonly Item[],
	limit: number,
	work: (item: Item) => Promise<void>,
): Promise<void> {
	const waiting = items.values();
	let isBroken = false;
	const worker = async () => {
		for (const item of waiting) {
			if (isBroken) return;
			await work(item).catch(async (error: unknown) => {
				isBroken = true;
				await Promise.reject(error);
			});
		}
	};
	// An expression can return a text that is not a number.
	const length = Math.max(1, Math.min(Number(limit) || 1, items.length));
	const workers = Array.from({ length }, worker);
	const ends = await Promise.allSettled(workers);
	const broken = ends.find((end) => end.status === 'rejected');
	if (broken !== undefined) await Promise.reject(broken.reason);
}

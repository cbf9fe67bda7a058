import { ok } from '../../../../../nodes/core/result';
import { SharedListings } from '../../../../../nodes/host/trigger/subscription/sharedListings';

const MINUTE = 60_000;

describe('lists that the nodes of one credential share', () => {
	function open() {
		const clock = { now: 0 };
		const listings = new SharedListings(() => clock.now);
		const asked: string[] = [];
		const read = async (credential: string, node: string) =>
			await listings.read(credential, node, async () => {
				asked.push(credential);
				return ok([credential]);
			});
		return { clock, listings, asked, read };
	}

	it('are read once a minute, and again by a node that changed something', async () => {
		const { clock, listings, asked, read } = open();
		await Promise.all(['n1', 'n2', 'n3'].map(async (node) => await read('a', node)));
		expect(asked).toEqual(['a']);
		listings.expire('n2');
		await read('a', 'n1');
		await read('a', 'n2');
		expect(asked).toEqual(['a', 'a']);
		clock.now += MINUTE;
		expect(await read('a', 'n1')).toEqual(ok(['a']));
		expect(asked).toEqual(['a', 'a', 'a']);
	});

	it('are not held after their minute: each may take some megabytes', async () => {
		const { clock, listings, read } = open();
		for (const credential of ['a', 'b', 'c']) await read(credential, 'n1');
		expect(listings).toHaveProperty('listings.size', 3);
		clock.now += MINUTE;
		await read('d', 'n2');
		expect(listings).toHaveProperty('listings.size', 1);
	});
});

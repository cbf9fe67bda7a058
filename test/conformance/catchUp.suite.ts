import { isPassing } from '../../nodes/core/result';
import { readCursor } from '../../nodes/host/trigger/position';
import type { Stage, VendorFixture } from './fixture';

const MINUTE = 60_000;

/** How catch-up begins with every vendor that has it. */
export function catchUpSuite<Connection, Proven, Wanted, Existing>(
	fixture: VendorFixture<Connection, Proven, Wanted, Existing>,
): void {
	const { catchUp } = fixture.vendor;
	if (catchUp === undefined) return;

	describe('catch-up', () => {
		let stage: Stage<Connection>;

		beforeEach(async () => (stage = await fixture.open()));
		afterEach(async () => await stage.close());

		async function begin() {
			const begun = await catchUp!.begin(stage.connection);
			if (!begun.ok) throw new Error(begun.problem.message);
			return begun.value;
		}

		it("begins at the vendor's present time, so that existing objects produce no events", async () => {
			const { cursor, warnings = [] } = await begin();
			expect(Math.abs(cursor.since - Date.now())).toBeLessThan(MINUTE);
			expect(cursor.watermark).toBe(cursor.since);
			for (const warning of warnings) expect(warning).toMatch(/^[A-Z].*\.$/s);
			const looked = await catchUp.look(stage.connection, cursor);
			expect(looked).toMatchObject({ ok: true, value: { changes: [] } });
		});

		it('has cursors that survive in stored JSON', async () => {
			const { cursor } = await begin();
			const looked = await catchUp.look(stage.connection, cursor);
			for (const each of [cursor, looked.ok ? looked.value.cursor : undefined])
				expect(readCursor(JSON.parse(JSON.stringify(each)))).toEqual(each);
		});

		it('goes on from a cursor that the host moved back', async () => {
			const { cursor } = await begin();
			const earlier = { since: cursor.since - 1, watermark: cursor.watermark - 1 };
			expect(await catchUp.look(stage.connection, earlier)).toMatchObject({ ok: true });
		});

		const { fail } = fixture.catchUp ?? {};
		if (fail === undefined) return;

		it.each([
			[429, true],
			[500, true],
			[503, true],
			[401, false],
			[403, false],
		])('reports for a %d whether the problem can end by itself: %p', async (status, passes) => {
			const recover = fail(status);
			const begun = await catchUp.begin(stage.connection);
			expect(begun.ok).toBe(false);
			if (!begun.ok) {
				expect(isPassing(begun.problem)).toBe(passes);
				expect(begun.problem.message).toMatch(/\w+ .*\.$/s);
			}
			recover();
		});
	});
}

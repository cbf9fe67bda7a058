import { checkSchedule } from '../../../../../nodes/host/trigger/subscription/checkSchedule';

const fields = (expression: string) => {
	const [second, minutes, ...rest] = expression.split(' ');
	return { second: Number(second), minutes: minutes.split(',').map(Number), rest: rest.join(' ') };
};

describe('checkSchedule', () => {
	it('comes every fifteen minutes, at a second and minute of the hour', () => {
		const { second, minutes, rest } = fields(checkSchedule('workflow-1', 15));
		expect(minutes).toHaveLength(4);
		expect(minutes.slice(1).map((minute, index) => minute - minutes[index])).toEqual([15, 15, 15]);
		expect(minutes[0]).toBeLessThan(15);
		expect(second).toBeLessThan(60);
		expect(rest).toBe('* * * *');
	});

	it('is the same for one workflow each time, and spreads many over the minutes and seconds', () => {
		const ids = Array.from({ length: 3000 }, (_, index) => `workflow ${index}`);
		const all = ids.map((id) => fields(checkSchedule(id, 15)));
		expect(checkSchedule('workflow 7', 15)).toBe(checkSchedule('workflow 7', 15));
		expect(new Set(all.map(({ second }) => second)).size).toBe(60);
		expect(new Set(all.map(({ minutes }) => minutes[0])).size).toBe(15);
	});

	it.each([
		[1, 60],
		[7, [8, 9]],
		[60, 1],
		[600, 1],
		[0, 60],
		[-3, 60],
		[0.2, 60],
	])('of %p minutes gives %p times an hour', (minutes, times) => {
		const count = fields(checkSchedule('workflow-1', minutes)).minutes.length;
		expect([times].flat()).toContain(count);
	});
});

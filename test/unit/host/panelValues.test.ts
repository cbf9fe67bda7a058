import { readBoolean, readNumber } from '../../../nodes/host/panelValues';

it.each<[value: unknown, isOn: boolean, isOnByDefault: boolean]>([
	[true, true, true],
	[false, false, false],
	[undefined, false, true],
	[null, false, true],
	['true', true, true],
	[' True ', true, true],
	['false', false, false],
	['FALSE', false, false],
	['', false, true],
	['yes', false, true],
	[1, false, true],
	[{}, false, true],
])('the option %p is on: %p, or %p by default', (value, isOn, isOnByDefault) => {
	expect([readBoolean(value, false), readBoolean(value, true)]).toEqual([isOn, isOnByDefault]);
});

it.each<[value: unknown, read: number]>([
	[3, 3],
	['3', 3],
	[3.9, 3],
	[0, 1],
	[-1, 1],
	[1e9, 5],
	[Infinity, 5],
	[Number.NaN, 2],
	['none', 2],
	['', 2],
	[undefined, 2],
	[null, 2],
	[true, 2],
	[{}, 2],
	[[], 2],
])('the number %p from 1 to 5 is %p', (value, read) => {
	expect(readNumber(value, 1, 5, 2)).toBe(read);
});

/* Runs before each test file (jest.config.js): a test fails if what it made violates a published schema. */
import { appendFileSync } from 'node:fs';

import { counts, violations } from './validate';

const requireNoViolation = () => expect(violations.splice(0)).toEqual([]);

afterEach(requireNoViolation);

afterAll(() => {
	requireNoViolation();
	const file = process.env.SIGNED_EVENTS_COUNTS;
	if (file !== undefined) appendFileSync(file, `${JSON.stringify(counts)}\n`);
});

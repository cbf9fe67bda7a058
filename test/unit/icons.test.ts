import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { draw } from '../../icons/draw.cjs';

const folder = join(__dirname, '..', '..', 'icons');

describe('icons', () => {
	it.each(draw())('%s is what simple-icons and icons/draw.cjs draw', (file, text) => {
		expect(readFileSync(join(folder, file), 'utf8')).toBe(text);
	});
});

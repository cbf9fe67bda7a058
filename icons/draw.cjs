/**
 * Draws the vendors' icons from simple-icons (CC0), in light and dark: `node icons/draw.cjs`. simple-icons has no icon of
 * Ecwid's; that one and Signed Event's are drawn by hand.
 */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { siBox, siShopify, siWoo } = require('simple-icons');

const DRAWN = { box: siBox, shopify: siShopify, wooCommerce: siWoo };

/** How much white a colour gets for n8n's dark theme. */
const WHITE = 0.45;

/** @param {string} hex six digits */
function lighter(hex) {
	const channels = [0, 2, 4].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
	return channels
		.map((channel) => Math.round(channel + (255 - channel) * WHITE))
		.map((channel) => channel.toString(16).padStart(2, '0'))
		.join('');
}

/** Returns each file's name and text. */
function draw() {
	return Object.entries(DRAWN).flatMap(([name, { hex, path }]) => {
		const svg = (colour) =>
			`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#${colour}"><path d="${path}"/></svg>\n`;
		const light = hex.toLowerCase();
		return [
			[`${name}.svg`, svg(light)],
			[`${name}.dark.svg`, svg(lighter(light))],
		];
	});
}

module.exports = { draw };

if (require.main === module)
	for (const [file, text] of draw()) writeFileSync(join(__dirname, file), text);

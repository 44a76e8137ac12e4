// Names of towns as the sources spell them, made comparable and presentable.

const WORDS = {
  st: 'saint', ste: 'sainte', ft: 'fort', mt: 'mount', n: 'north', s: 'south', e: 'east', w: 'west',
  hts: 'heights', spgs: 'springs', jct: 'junction', bch: 'beach',
};

// key returns what two spellings of one name have in common: letters and
// digits only, lower case, abbreviations written out.
export function key(name) {
  return name.normalize('NFD').replace(/[\u0300-\u036f'’‘`]/g, '').toLowerCase()
    .split(/[^a-z0-9]+/).filter(Boolean).map((word) => WORDS[word] ?? word).join('');
}

// RENAMED: a town's name in the source -> as people know it. null leaves the
// town out: gone, or never one.
const RENAMED = {
  'NY|New York City': 'New York',
  'NY|The Bronx': 'Bronx',
  'DC|Washington, D.C.': 'Washington',
  'CT|City of Milford (balance)': 'Milford',
  'VT|Middlebury (village)': 'Middlebury',
  'AZ|Village of Oak Creek (Big Park)': 'Village of Oak Creek',
  'KS|New Century, KS': 'New Century',
  'MI|Stambaugh, Iron River': null,
  'OH|Sugarcreek Police Dept': null,
  'GA|Firing Range': null,
  'GU|Guam Government House': null,
  'GU|Hagåtña Village': null,
  'GU|Tamuning-Tumon-Harmon Village': null,
  // Sections that the source gives the people of the whole city, or of more.
  'NC|West Raleigh': null,
  'TN|New South Memphis': null,
  'UT|Sandy Hills': null,
  'UT|South Jordan Heights': null,
  'CA|Universal City': null,
  'NM|Enchanted Hills': null,
};

// townName returns the name to list a town of the source under, or null.
export function townName(state, name) {
  const renamed = RENAMED[`${state}|${name}`];
  if (renamed !== undefined) return renamed;
  if (name.includes('(historical)')) return null;
  if (state === 'GU' || state === 'MP') name = name.replace(/ Village$/, '');
  return name.replace(/[‘’`]/g, "'");
}

// POPULATION: where the source is plainly wrong and the place too well known
// to leave out. Rounded; the order of magnitude is what ranks a town.
export const POPULATION = { 'MA|South Boston': 35000 };

const CAPITALS = { afb: 'AFB', usaf: 'USAF', jber: 'JBER', jbphh: 'JBPHH', mcbh: 'MCBH', nawc: 'NAWC', apo: 'APO', fpo: 'FPO', dpo: 'DPO' };

// postalName mends the capitals of a post office's name.
export const postalName = (name) => name.trim().replace(/[A-Za-z]+/g, (word) => CAPITALS[word.toLowerCase()] ?? word);

package sample

import "github.com/physicianfinder/finder/internal/directory"

// The taxonomies of rows outside the spine set, weighted like the registry.
const otherTaxonomies = `1041C0700X=70|101YM0800X=60|163W00000X=55|106S00000X=45|225100000X=50|183500000X=45|363LF0000X=50|207Q00000X=40|
207R00000X=55|390200000X=45|363A00000X=30|1223G0001X=30|111N00000X=18|122300000X=20|207P00000X=16|208000000X=18|103TC0700X=16|152W00000X=14|
2084P0800X=14|225X00000X=20|235Z00000X=22|374U00000X=10|101YP2500X=18|106H00000X=14|367500000X=14|207L00000X=14|207V00000X=12|2085R0202X=10|
208600000X=9|207RC0000X=9|2084N0400X=6|207W00000X=6|207N00000X=5|208M00000X=7|207RG0100X=5|207XX0005X=4|207XS0106X=2|207XS0114X=2|
207XX0801X=1|207LP2900X=3|208VP0014X=2|208VP0000X=2|2086S0129X=2|207QG0300X=2|208100000X=4|207Y00000X=3|208800000X=3|133V00000X=9|
171M00000X=12|172V00000X=9|164W00000X=12|2355S0801X=6|246ZC0007X=2|156FX1800X=4`

// The taxonomies of organisations.
const groupTaxonomies = `332B00000X=14|3336C0003X=18|251E00000X=16|261QM1300X=18|261QP2300X=12|1223G0001X=12|207Q00000X=10|207R00000X=9|
225100000X=9|111N00000X=8|261QM0801X=9|251S00000X=8|282N00000X=4|291U00000X=4|314000000X=8|341600000X=5|207XX0005X=2|152W00000X=6`

// The taxonomies that surgeons of the spine set carry besides.
const besideTaxonomies = `208600000X=20|207XX0005X=25|207XS0106X=14|207XS0114X=16|207XX0801X=8|174400000X=12|208VP0014X=4|207XP3100X=3|
207RA0401X=1|2086S0129X=2|207LP2900X=2|204C00000X=1`

// student is the code of people in training.
const student = string(directory.StudentInTraining)

// spineCode draws a code of the spine set.
func (g *generator) spineCode() string {
	switch x := g.dice.Float64(); {
	case x < 0.62:
		return string(directory.OrthopaedicSurgery)
	case x < 0.88:
		return string(directory.Neurosurgery)
	default:
		return string(directory.OrthopaedicSpine)
	}
}

// spineSlots draws the taxonomies of an individual of the spine set.
func (g *generator) spineSlots(state string, inTraining bool) []slot {
	d := g.dice
	own := g.spineCode()
	if inTraining {
		return []slot{{code: own, state: state, primary: "N"}, {code: student, primary: "Y"}}
	}
	slots := []slot{{code: own, state: state, primary: "Y"}}
	if d.chance(0.11) { // once more, for the licence of another state
		slots = append(slots, slot{own, g.spots.all[g.spots.draw(d)].state, "N"})
		g.tally.Traps[TrapCodeTwice]++
	}
	more := 0
	switch x := d.Float64(); {
	case x < 0.22:
		more = 1
	case x < 0.30:
		more = 2 + d.IntN(2)
	case x < 0.302:
		more = 4 + d.IntN(8)
	}
	for range more {
		slots = append(slots, slot{d.draw(&g.beside), state, "N"})
	}
	if len(slots) > 1 {
		g.moveSwitch(slots)
	}
	if d.chance(0.011) { // nothing answered
		for i := range slots {
			slots[i].primary = "X"
		}
		g.tally.Traps[TrapNoPrimary]++
	} else if slots[0].primary != "Y" {
		g.tally.Traps[TrapPrimaryLater]++
	}
	return slots
}

// moveSwitch puts the primary taxonomy, or its switch alone, outside slot 1
// so often that a fifth of all rows have it there.
func (g *generator) moveSwitch(slots []slot) {
	d := g.dice
	switch x, k := d.Float64(), 1+d.IntN(len(slots)-1); {
	case x < 0.45:
		slots[0], slots[k] = slots[k], slots[0]
	case x < 0.55:
		slots[0].primary, slots[k].primary = "N", "Y"
	}
}

// otherSlots draws the taxonomies of an individual outside the spine set.
func (g *generator) otherSlots(state string) []slot {
	d := g.dice
	slots := []slot{{d.draw(&g.others), state, "Y"}}
	for d.chance(0.24) && len(slots) < 15 {
		slots = append(slots, slot{d.draw(&g.others), state, "N"})
	}
	if len(slots) > 1 && d.chance(0.6) {
		slots[0].primary, slots[len(slots)-1].primary = "N", "Y"
	}
	return slots
}

package words_test

import (
	"testing"

	"github.com/physicianfinder/finder/internal/words"
)

func TestRedFlag(t *testing.T) {
	t.Parallel()
	emergencies := []string{
		"saddle numbness", "numb groin", "my groin is numb", "numbness in the groin area", "sadle numbness",
		"saddle anesthesia", "saddle numbnes", "can't pee", "cant pee", "can’t pee", "cannot urinate", "CANNOT URINATE",
		"I can not pass urine", "unable to urinate since last night", "trouble peeing after back surgery",
		"haven't been able to pee", "lost control of my bladder", "loss of bladder control", "no bladder control",
		"can't control my bowels", "can't hold my pee", "incontinence", "leaking urine", "wet myself",
		"cauda equina", "cauda equina syndrome surgeon", "caudal equina", "numb between my legs", "tingling in my private parts",
		"both legs are weak", "numbness in both legs", "can't move my legs", "bilateral sciatica", "sciatica in both legs",
		"severe pain in both legs", "both my legs hurt", "pain down both legs", "my legs are numb", "cannot feel my legs",
		"my legs are getting weaker", "new weakness in my leg", "leg weakness, worse every day", "can't feel when I wipe",
		"dolor en ambas piernas", "me duelen las dos piernas", "no siento las piernas", "se me duerme la entrepierna",
		"debilidad en la pierna cada vez más", "anestesia en silla de montar",
		"urinary retention", "no feeling when i wipe my private parts", "spine surgeon near fargo i cant feel my groin",
		"no puedo orinar", "No puedo hacer pipí", "no he podido orinar", "entumecimiento en la silla de montar",
		"entumesimiento en la silla de montar", "perdí el control de la vejiga", "perdi el control del intestino",
		"no controlo la vejiga", "tengo dormida la ingle", "no siento la entrepierna", "no siento mis partes íntimas",
		"no puedo aguantar la orina", "se me sale la orina", "debilidad en ambas piernas", "no puedo mover las piernas",
		"síndrome de cola de caballo", "retención urinaria", "me orino encima", "incontinencia", "ciática en las dos piernas",
	}
	for _, text := range emergencies {
		if got := words.UrgencyOf(text); got != words.Emergency {
			t.Errorf("UrgencyOf(%q) = %q, want an emergency", text, got)
		}
	}
	ordinary := []string{
		"", "a", "spine surgeon", "saddle brook nj", "Saddle River, NJ", "Dr. Groin", "spine surgeon near Saddle Rock",
		"back pain", "sciatica", "leg pain", "numb foot", "numb toes", "leg weakness", "herniated disc", "dr nguyen",
		"numbness in my hand", "bladder surgeon", "urologist", "can't find a surgeon", "cannot walk far", "no referral needed",
		"control number 5", "Dr. Legge", "equine clinic", "caballo", "weak knees", "hernia de disco", "dolor de espalda",
		"cirujano que habla inglés", "no puedo caminar", "no puedo encontrar cirujano", "hace un año", "Dr. Butt",
		"pierna dormida", "hold music", "leg pain getting worse", "pain in my legs", "dolor en las piernas", "numb leg",
		"leg weakness accepting new patients", "getting a second opinion", "wheelchair", "silla de ruedas",
		"lost my doctor", "Peebles, OH", "unable to pay",
	}
	for _, text := range ordinary {
		if got := words.UrgencyOf(text); got == words.Emergency {
			t.Errorf("UrgencyOf(%q) = %q, want no emergency", text, got)
		}
	}
}

func TestAlarms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, want string
		urgency    words.Urgency
	}{
		{"dr nguyen can't pee fargo", "can't pee", words.Emergency},
		{"spine surgeon, no puedo orinar, Miami", "no puedo orinar", words.Emergency},
		{"numb numb numb groin", "numb groin", words.Emergency},
		{"mi ingle está dormida", "ingle está dormida", words.Emergency},
		{"dr nguyen foot drop fargo", "foot drop", words.Urgent},
		{"foot drop and can't pee", "can't pee", words.Emergency},
	}
	for _, tt := range tests {
		all := words.Alarms(tt.text)
		if len(all) == 0 || all[0].Urgency != tt.urgency || tt.text[all[0].Start:all[0].End] != tt.want {
			t.Errorf("Alarms(%q) = %v, want first %q, %s", tt.text, all, tt.want, tt.urgency)
		}
	}
}

func FuzzAlarms(f *testing.F) {
	for _, s := range []string{"", "numb groin", "no puedo orinar", "can't\x00pee", "\xff\xfe", "'''", "ǅ ﬁ ´´ groin numb", "no fever or foot drop"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range words.Alarms(text) {
			if !(0 <= a.Start && a.Start < a.End && a.End <= len(text)) || a.Urgency == words.NotUrgent {
				t.Errorf("Alarms gave %+v of %d bytes", a, len(text))
			}
		}
	})
}

// argo-health runs a health script as Argo CD does, with the interpreter that Argo CD has in it: it reads objects, one
// JSON object a line, gives each to the script as obj, and prints the status and the message that come back.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"

	lua "github.com/yuin/gopher-lua"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var object map[string]any
		if err := json.Unmarshal(lines.Bytes(), &object); err != nil {
			log.Fatal(err)
		}
		health, err := healthOf(os.Args[1], object)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %s\n", health.RawGetString("status"), health.RawGetString("message"))
	}
}

func healthOf(script string, object map[string]any) (*lua.LTable, error) {
	// Argo CD gives a script no libraries but these.
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for name, open := range map[string]lua.LGFunction{
		lua.BaseLibName: lua.OpenBase, lua.TabLibName: lua.OpenTable, lua.StringLibName: lua.OpenString,
	} {
		state.Push(state.NewFunction(open))
		state.Push(lua.LString(name))
		state.Call(1, 0)
	}
	state.SetGlobal("obj", valueOf(state, object))
	if err := state.DoFile(script); err != nil {
		return nil, err
	}
	health, ok := state.Get(-1).(*lua.LTable)
	if !ok {
		return nil, fmt.Errorf("the script returned %s", state.Get(-1))
	}
	return health, nil
}

func valueOf(state *lua.LState, value any) lua.LValue {
	switch value := value.(type) {
	case bool:
		return lua.LBool(value)
	case float64:
		return lua.LNumber(value)
	case string:
		return lua.LString(value)
	case []any:
		list := state.NewTable()
		for _, item := range value {
			list.Append(valueOf(state, item))
		}
		return list
	case map[string]any:
		table := state.NewTable()
		for key, member := range value {
			table.RawSetString(key, valueOf(state, member))
		}
		return table
	}
	return lua.LNil
}
